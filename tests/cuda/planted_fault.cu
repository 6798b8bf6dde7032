// What must never be in the kernel: the PTX gate has to find each line.
__global__ void faults(float* x, double* y) {
    x[0] = __expf(x[0]);
    x[1] = x[1] / x[2];
    y[0] = y[0] * 2.0;
}
