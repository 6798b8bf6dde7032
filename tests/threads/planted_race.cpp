// A program that ThreadSanitizer must complain of, or must not:
//   planted_race threads|omp|tbb race    many workers add to one number without a lock
//   planted_race threads|omp clean       each worker writes numbers of its own, which are read when all have ended
// TBB hands work over inside its own library, which is not instrumented: of what is clean it is complained at times
// too.
#include <tbb/parallel_for.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

namespace {

constexpr int workers = 4;
constexpr int turns = 1000;

using Work = std::function<void(int worker)>;

void with_threads(const Work& work) {
    std::vector<std::thread> threads;
    threads.reserve(workers);
    for (int worker = 0; worker < workers; ++worker) threads.emplace_back(work, worker);
    for (std::thread& thread : threads) thread.join();
}

void with_openmp(const Work& work) {
#pragma omp parallel for num_threads(workers) schedule(static, 1)
    for (int worker = 0; worker < workers; ++worker) work(worker);
}

void with_tbb(const Work& work) {
    tbb::parallel_for(0, workers, work);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const bool race = std::strcmp(argv[2], "race") == 0;
    std::vector<int> sums(workers, 0);
    const Work add = [&sums, race](int worker) {
        int& sum = sums[race ? 0 : static_cast<std::size_t>(worker)];
        for (int turn = 0; turn < turns; ++turn) {
            ++sum;
            std::this_thread::yield();
        }
    };
    if (std::strcmp(argv[1], "threads") == 0) with_threads(add);
    if (std::strcmp(argv[1], "omp") == 0) with_openmp(add);
    if (std::strcmp(argv[1], "tbb") == 0) with_tbb(add);
    int total = 0;
    for (const int sum : sums) total += sum;
    std::printf("%d of %d\n", total, workers * turns);
    return 0;
}
