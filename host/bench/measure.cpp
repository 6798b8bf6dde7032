#include <algorithm>

#include "bench/contestant.hpp"

namespace ibtr::bench {

std::vector<Measurement> measure(const std::vector<Contestant>& contestants, unsigned rounds, double seconds_per_run) {
    std::vector<Measurement> results;
    results.reserve(contestants.size());
    for (const Contestant& contestant : contestants)
        results.push_back(
            {contestant.group, contestant.name, contestant.threads, contestant.prepare(seconds_per_run), {}});
    for (unsigned round = 0; round < rounds; ++round)
        for (std::size_t k = 0; k < contestants.size(); ++k)
            results[k].histories_per_second.push_back(static_cast<double>(results[k].histories) / contestants[k].run());
    for (Measurement& result : results)
        std::sort(result.histories_per_second.begin(), result.histories_per_second.end());
    return results;
}

std::uint64_t fitting_size(double wanted_seconds, std::uint64_t pilot,
                           const std::function<double(std::uint64_t women)>& run) {
    run(pilot);  // warms caches and clocks
    const double fitting = wanted_seconds / run(pilot) * static_cast<double>(pilot);
    return std::max(pilot, static_cast<std::uint64_t>(fitting));
}

}  // namespace ibtr::bench
