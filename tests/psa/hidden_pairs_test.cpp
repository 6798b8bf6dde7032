// Noise hides a decision where it stands between two strategies that may be the best one; of others it does not matter.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>

#include "psa/decision_analysis.hpp"

namespace ibtr::psa {
namespace {

/// Three strategies of equal effect in 400 draws, whose costs go up and down by `swing` about `mean` and whose halves
/// differ by `noise`, each in its own rhythm.
struct OfStrategy {
    double mean, swing, noise;
};

DecisionDraws draws_of(const std::array<OfStrategy, 3>& strategies) {
    DecisionDraws draws;
    draws.strategies = strategies.size();
    for (std::size_t d = 0; d < 400; ++d)
        for (std::size_t s = 0; s < strategies.size(); ++s) {
            const auto sign = [&](std::size_t bit) { return (d >> bit) % 2 == 0 ? 1 : -1; };
            draws.costs.push_back(strategies[s].mean + strategies[s].swing * sign(s));
            draws.effects.push_back(0);
            draws.cost_errors.push_back(static_cast<float>(strategies[s].noise * sign(3 + s)));
            draws.effect_errors.push_back(0);
        }
    return draws;
}

constexpr OfStrategy quiet{0, 10, 0}, noisy{0, 10, 20};

TEST(HiddenPairs, AreOfStrategiesThatMayBeBest) {
    constexpr OfStrategy never_best{1e6, 10, 0};
    const Acceptability first_and_last = acceptability(draws_of({noisy, never_best, quiet}), 1);
    ASSERT_TRUE(first_and_last.hidden);
    EXPECT_EQ(first_and_last.hidden->first, StrategyIndex(0));
    EXPECT_EQ(first_and_last.hidden->second, StrategyIndex(2));
    EXPECT_TRUE(std::isnan(first_and_last.evpi));
    const Acceptability last_two = acceptability(draws_of({never_best, quiet, noisy}), 1);
    ASSERT_TRUE(last_two.hidden);
    EXPECT_EQ(last_two.hidden->first, StrategyIndex(1));
    EXPECT_EQ(last_two.hidden->second, StrategyIndex(2));
}

TEST(HiddenPairs, AreNotOfStrategiesThatCannotBeBest) {
    constexpr OfStrategy noisy_and_never_best{1e6, 10, 20};
    for (const auto& strategies :
         {std::array{quiet, quiet, noisy_and_never_best}, std::array{quiet, noisy_and_never_best, quiet},
          std::array{noisy_and_never_best, quiet, quiet}}) {
        const Acceptability result = acceptability(draws_of(strategies), 1);
        EXPECT_FALSE(result.hidden);
        EXPECT_TRUE(std::isfinite(result.evpi));
        for (StrategyIndex s; s < strategies.size(); ++s) {
            const bool never_best = strategies[s].mean > 0;
            EXPECT_NEAR(result.probability[s], never_best ? 0 : 0.5, 1e-12) << "the quiet ones are equals";
        }
    }
}

// In another currency everything that is money is another number, and nothing else.
TEST(Acceptability, OfAThousandthOfTheMoneyIsAThousandth) {
    const auto at = [](double unit) {
        // No two net benefits are equal: a tie would be decided by rounding. Noise has a tenth of the variance.
        return acceptability(draws_of({OfStrategy{0, 10 * unit, 2.1 * unit},
                                       OfStrategy{3.7 * unit, 7.3 * unit, 1.9 * unit}, OfStrategy{1e6 * unit, 0, 0}}),
                             1);
    };
    const Acceptability whole = at(1), thousandth = at(1e-3);
    ASSERT_FALSE(whole.hidden);
    EXPECT_GT(whole.evpi, 1);
    EXPECT_NEAR(thousandth.evpi, whole.evpi * 1e-3, 1e-8);
    EXPECT_NEAR(thousandth.evpi_se, whole.evpi_se * 1e-3, 1e-8);
    for (StrategyIndex s; s < 3U; ++s) EXPECT_NEAR(thousandth.probability[s], whole.probability[s], 1e-6);
}

}  // namespace
}  // namespace ibtr::psa
