// A planted fault for the resource gate: an array indexed at run time lives on the stack.
__global__ void planted_stack(const int* places, float* values) {
    float kept[64];
    for (int i = 0; i < 64; ++i) kept[i] = values[i];
    for (int i = 0; i < 64; ++i) kept[places[i] & 63] += values[64 + i];
    for (int i = 0; i < 64; ++i) values[i] = kept[i];
}
