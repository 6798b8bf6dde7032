// A planted fault for portable_test.sh: an inline function compiled for AVX2 outside the engines.
namespace ibtr {

inline __attribute__((noinline)) double shared_by_the_linker(double x) {
    return 3 * x + 1;
}

double use(double x) {
    return shared_by_the_linker(x);
}

}  // namespace ibtr
