// A planted fault for symbols_test.sh: an inline function that the compiler emits as a weak symbol.
namespace ibtr::engine {

inline __attribute__((noinline)) int shared_by_the_linker(int x) {
    return 3 * x;
}

bool simulate_task_leaky(int x) {
    return shared_by_the_linker(x) > 7;
}

}  // namespace ibtr::engine
