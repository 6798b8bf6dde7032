#include <algorithm>
#include <chrono>

#include "bench/contestant.hpp"

namespace ibtr::bench {

std::vector<Measurement> measure(const std::vector<Contestant>& contestants, unsigned rounds, double seconds_per_run) {
    std::vector<Measurement> results;
    results.reserve(contestants.size());
    for (const Contestant& contestant : contestants)
        results.push_back(
            {contestant.group, contestant.name, contestant.threads, contestant.prepare(seconds_per_run), {}});
    for (unsigned round = 0; round < rounds; ++round) {
        for (std::size_t k = 0; k < contestants.size(); ++k) {
            const auto start = std::chrono::steady_clock::now();
            contestants[k].run();
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            results[k].histories_per_second.push_back(static_cast<double>(results[k].histories) / seconds);
        }
    }
    for (Measurement& result : results)
        std::sort(result.histories_per_second.begin(), result.histories_per_second.end());
    return results;
}

}  // namespace ibtr::bench
