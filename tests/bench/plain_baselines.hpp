#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ibtr::baseline {

/// How a plain program would do it: the benchmark model of configs/bench_markov.toml with its constant hazards,
/// two strategies, standard library random numbers. Written for comparison, as a good programmer would in an
/// afternoon, not to be beaten easily.
struct Result {
    double seconds = 0;
    std::uint64_t histories = 0;
    double survival_10_years[2] = {
        0, 0};  ///< strategies A (repeat BCS) and B (mastectomy): shows that it is the same model
};

/// A step a month, at most one transition a step, std::mt19937_64; monthly occupancy.
Result monthly_cycles(std::uint64_t patients, unsigned threads);

/// One std::exponential_distribution a transition, the smallest wins; month of death, life years.
Result event_per_transition(std::uint64_t patients, unsigned threads);

/// One logarithm and one uniform a jump, constant hazards built in; monthly occupancy, life years.
Result event_constant_hazards(std::uint64_t patients, unsigned threads);

}  // namespace ibtr::baseline
