#include "study/exact_solutions.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ibtr {
namespace {

/// Largest difference of any cumulative edge probability of any strategy and stratum.
double largest_cumulative_difference(const ExpectedTallies& a, const ExpectedTallies& b) {
    double largest = 0;
    for (std::size_t row = 0; row < a.probability.size(); row += a.bins) {
        double difference = 0;
        for (std::size_t bin = 0; bin < a.bins; ++bin) {
            difference += a.probability[row + bin] - b.probability[row + bin];
            largest = std::max(largest, std::abs(difference));
        }
    }
    return largest;
}

}  // namespace

ExactSolutions solve_both(const Study& study, const ExactOptions& options) {
    using WallClock = std::chrono::steady_clock;
    const WallClock::time_point start = WallClock::now();
    ExactSolutions solutions{study.solve_tables(options), {}, {}};
    ExactOptions rest = options;
    const std::chrono::duration<double> elapsed = WallClock::now() - start;
    // What is left, and an instant where nothing is: 0 would be no limit.
    if (options.budget_seconds > 0) rest.budget_seconds = std::max(options.budget_seconds - elapsed.count(), 1e-3);
    solutions.continuous = study.solve(rest);
    solutions.info.step_error = std::max(solutions.tabulated.step_error, solutions.continuous.step_error);
    solutions.info.table_error = largest_cumulative_difference(solutions.tabulated, solutions.continuous);
    return solutions;
}

}  // namespace ibtr
