// The field's standard models, as shipped, held to the digits in print.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "economics/economic_results.hpp"
#include "ibtr/study.hpp"

namespace ibtr::test {
namespace {

struct Published {
    double value, tolerance;
};

/// To half a unit of the last digit in print.
Published printed(double value, int decimals) {
    return {value, 0.5 * std::pow(10.0, -decimals) * 1.000001};
}

/// Computed elsewhere to nine digits.
Published computed(double value) {
    return {value, 1e-6 * value};
}

struct OfStrategy {
    Published cost, effect;
};

struct StandardModel {
    std::string file;
    DecisionItem effect;  ///< life years or QALYs
    std::vector<OfStrategy> strategies;
};

const std::vector<StandardModel>& standard_models() {
    static const std::vector<StandardModel> models{
        // Chancellor et al. 1997; Briggs, Claxton, Sculpher 2006: life years are not discounted.
        {"chancellor_hiv.toml",
         DecisionItem::life_years,
         {{printed(44663.45, 2), printed(7.99121, 5)}, {printed(50601.65, 2), printed(8.93739, 5)}}},
        // Alarid-Escudero et al. 2023.
        {"sick_sicker.toml",
         DecisionItem::qaly,
         {{printed(151580, 0), printed(20.711, 3)},
          {printed(284805, 0), printed(21.499, 3)},
          {printed(259100, 0), printed(22.184, 3)},
          {printed(378875, 0), printed(23.137, 3)}}},
        // By the matrix exponential.
        {"sick_sicker_rates.toml",
         DecisionItem::qaly,
         {{computed(147742.63), computed(21.344839)},
          {computed(272906.16), computed(22.057381)},
          {computed(244672.54), computed(22.888668)},
          {computed(355058.97), computed(23.749090)}}},
        // Briggs, Claxton, Sculpher 2006.
        {"hip_replacement.toml",
         DecisionItem::qaly,
         {{printed(512.4327, 4), printed(14.65283, 5)}, {printed(610.3112, 4), printed(14.69734, 5)}}},
        // By numerical integration in R: scripts/colon-integral.R, which halving its steps moves by less than 1e-8.
        {"colon.toml",
         DecisionItem::qaly,
         {{computed(61853.3504), computed(5.33554278)},
          {computed(62225.6567), computed(5.30073654)},
          {computed(70409.1972), computed(6.65916055)}}},
    };
    return models;
}

LoadedConfig shipped(const std::string& file, const std::vector<std::string>& overrides = {}) {
    return load_config({std::string(IBTR_CONFIGS) + "/models/" + file, overrides});
}

const MeanWithError& effect_of(const StandardModel& model, const CostsAndEffects::OfStrategy& strategy) {
    return model.effect == DecisionItem::qaly ? strategy.qaly : strategy.life_years;
}

std::vector<CostsAndEffects::OfStrategy> exact(const std::string& file) {
    const Study study(shipped(file));
    return economic_results(study.cohort(), *study.config().economics, study.solve({.budget_seconds = 0}))
        .front()
        .strategies;
}

TEST(StandardModels, ExactIsWhatIsInPrint) {
    for (const StandardModel& model : standard_models()) {
        const auto strategies = exact(model.file);
        ASSERT_EQ(strategies.size(), model.strategies.size()) << model.file;
        for (std::size_t s = 0; s < strategies.size(); ++s) {
            const auto& [cost, effect] = model.strategies[s];
            EXPECT_NEAR(strategies[s].cost.value, cost.value, cost.tolerance) << model.file << ", strategy " << s;
            EXPECT_NEAR(effect_of(model, strategies[s]).value, effect.value, effect.tolerance)
                << model.file << ", strategy " << s;
            EXPECT_EQ(strategies[s].cost.mc_se, 0);
        }
    }
}

TEST(StandardModels, RatiosAreWhatIsInPrint) {
    // Cost per life year: that of this model's QALYs, whose utilities are 1 and not discounted.
    EXPECT_NEAR(exact("chancellor_hiv.toml")[1].icer.value, 6275.96, 0.005);
    // The printed costs and QALYs allow 2,198.53 to 2,199.50; a product of matrices in double, made elsewhere, gives
    // this.
    EXPECT_NEAR(exact("hip_replacement.toml")[1].icer.value, 2198.9773, 0.00005);
    const auto sick = exact("sick_sicker.toml");
    constexpr std::size_t soc = 0, a = 1, b = 2, both = 3;
    EXPECT_EQ(sick[a].standing, Standing::dominated);
    EXPECT_EQ(sick[b].compared_with, soc);
    EXPECT_NEAR(sick[b].icer.value, 72988, 0.5);
    EXPECT_EQ(sick[both].compared_with, b);
    EXPECT_NEAR(sick[both].icer.value, 125764, 0.5);
}

// Law: a simulation is within 4.5 of its standard errors of the exact solution, for 30 numbers of fixed seed; the
// errors are those of 50 batches (relative error 0.1). None is 0 where women differ.
TEST(StandardModels, RunIsWithinItsErrors) {
    const auto backend = make_backend("cpp", 1);
    for (const StandardModel& model : standard_models()) {
        const Study study(shipped(model.file, {"patients=20000"}));
        const Economics& economics = *study.config().economics;
        const auto simulated = economic_results(study.cohort(), economics, study.simulate(*backend)).front().strategies;
        const auto solved =
            economic_results(study.cohort(), economics, study.solve({.budget_seconds = 0})).front().strategies;
        for (std::size_t s = 0; s < simulated.size(); ++s) {
            const auto within = [&](const MeanWithError& run, const MeanWithError& truth) {
                EXPECT_GT(run.mc_se, 0) << model.file;
                EXPECT_NEAR(run.value, truth.value, 4.5 * run.mc_se) << model.file << ", strategy " << s;
            };
            within(simulated[s].cost, solved[s].cost);
            within(effect_of(model, simulated[s]), effect_of(model, solved[s]));
        }
    }
}

}  // namespace
}  // namespace ibtr::test
