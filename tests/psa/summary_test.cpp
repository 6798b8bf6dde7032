// Credible limits of draws against quantiles of the sorted draws.

#include "psa/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "base/statistics.hpp"

namespace ibtr::test {
namespace {

Quantity outcome_on(Scale scale) {
    return {.measure = scale == Scale::ratio ? Measure::hr : Measure::value, .endpoint = "os"};
}

// For every number of draws up to 100, so that limits fall on draws (41, 81) and between them. Interpolation of the
// logarithms of ratios agrees to rounding.
TEST(CredibleLimits, AreQuantilesOfTheSortedDraws) {
    std::mt19937 words(7);
    for (std::size_t draws = 2; draws <= 100; ++draws) {
        std::vector<double> values;
        for (std::size_t d = 0; d < draws; ++d)
            values.push_back(1.0 + static_cast<double>(words() % 1000));  // some are equal
        psa::Analysis analysis;
        analysis.patients = 100;
        analysis.design = {DesignKind::monte_carlo, static_cast<std::uint32_t>(draws), 1};
        for (const Scale scale : {Scale::plain, Scale::ratio}) {
            const psa::OutcomeSummary s = psa::summarise_outcome(values, 0, outcome_on(scale), analysis);
            std::vector<double> sorted;
            for (const double value : values) sorted.push_back(scale == Scale::ratio ? std::log(value) : value);
            std::sort(sorted.begin(), sorted.end());
            const auto limit = [&](double p) {
                const double at = sorted_quantile(sorted, p);
                return scale == Scale::ratio ? std::exp(at) : at;
            };
            EXPECT_NEAR(s.uncorrected.low, limit(0.025), 1e-9) << draws;
            EXPECT_NEAR(s.uncorrected.high, limit(0.975), 1e-9) << draws;
            // No noise was given: nothing is taken off.
            EXPECT_NEAR(s.corrected.low, s.uncorrected.low, 1e-9);
        }
    }
}

}  // namespace
}  // namespace ibtr::test
