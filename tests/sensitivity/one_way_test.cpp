#include "sensitivity/deterministic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "psa/small_analysis.hpp"
#include "sensitivity/models.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sensitivity_report.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

using sensitivity::Evaluate;

ParameterSampler sampler_of(const Model& model) {
    return {model, {DesignKind::monte_carlo, 10, 1}, 1};
}

const Evaluate weighted_difference = function_of([](const std::vector<double>& x) {
    return std::vector{x[0] - 2 * x[1], 1.0};
});

TEST(OneWay, MovesEachParameterToItsLimitsAlone) {
    const Model model = model_of({uncertain("a", 1, "normal", 0.5), uncertain("b", 3, "normal", 0.1)});
    const auto rows = sensitivity::one_way(model, base_parameters(model), sampler_of(model),
                                           weighted_difference(base_parameters(model)), weighted_difference, 1, {});
    constexpr double z = 1.959963984540054;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_NEAR(rows[0].low, 1 - 0.5 * z, 1e-9);
    EXPECT_NEAR(rows[0].at_high[0], 1 + 0.5 * z - 6, 1e-9);
    EXPECT_NEAR(rows[1].at_low[0], 1 - 2 * (3 - 0.1 * z), 1e-9);
    EXPECT_TRUE(rows[0].moves_alone);
}

TEST(OneWay, SharesOfAWholeDoNotMoveAlone) {
    Model model = model_of({certain("a", 0.2), certain("b", 0.3), certain("c", 0.5)});
    model.joint_uncertainties = {{"dirichlet", {0, 1, 2}, 100, {}, ""}};
    const auto rows = sensitivity::one_way(model, base_parameters(model), sampler_of(model),
                                           weighted_difference(base_parameters(model)), weighted_difference, 1, {});
    EXPECT_FALSE(rows[0].moves_alone);
    EXPECT_NEAR(rows[0].low, quantile({DistributionFamily::beta, 20, 80}, 0.025), 1e-12);
}

// (x - 1)^2 is 0.9025 at both ends of a uniform from 0 to 2 (0.05 and 1.95) and 0 in the middle: it swings by 0.9025,
// more than y, which moves it by 0.19. The middle is a point of the scan, and the base case too.
TEST(OneWay, AnOutcomeThatTurnsBackSwingsBetweenTheEnds) {
    const Evaluate curved =
        function_of([](const std::vector<double>& x) { return std::vector{(x[0] - 1) * (x[0] - 1) + x[1]}; });
    for (const double base_of_x : {1.0, 0.3}) {
        Model model = model_of({uniform_parameter("x", 0, 2), uniform_parameter("y", 0.9, 1.1)});
        model.parameters[0].value = base_of_x;
        const Parameters base = base_parameters(model);
        auto rows = sensitivity::one_way(model, base, sampler_of(model), curved(base), curved, 1, {});
        sensitivity::widen_to(sensitivity::scan_parameters(model, base, sampler_of(model), curved, 1, {}), rows);
        // Quantiles are rounded to 40 bits: each end by 2^-40 at most, where the slope is 1.9.
        EXPECT_NEAR(rows[0].at_high[0] - rows[0].at_low[0], 0, 2 * 1.9 * 0x1p-40);
        EXPECT_NEAR(rows[0].swing(0), 0.9025, 1e-9) << base_of_x;
        EXPECT_NEAR(rows[1].swing(0), 0.19, 1e-9);
        EXPECT_EQ(sensitivity::by_swing(rows, 0).front()->parameter, 0U);
    }
}

// Strategy 0 has the value x - 2 y, strategy 1 always 1: the better one changes at x = 1 + 2 y.
TEST(Thresholds, AreWhereTheBestStrategyChanges) {
    const Model model = model_of({uncertain("x", 3, "normal", 1), certain("y", 1.25)});
    const auto scan =
        sensitivity::scan_parameters(model, base_parameters(model), sampler_of(model), weighted_difference, 2, {});
    const auto found = sensitivity::thresholds(model, base_parameters(model), weighted_difference, scan, {0, 1});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].value, 3.5, 3.5e-6);
    EXPECT_EQ(found[0].best_below, 1U);
    EXPECT_EQ(found[0].best_above, 0U);
    EXPECT_TRUE(sensitivity::thresholds(model, base_parameters(model), weighted_difference, scan, {1, 1}).empty());
}

TEST(TwoWay, CoversBothIntervals) {
    const Model model = model_of({uniform_parameter("a", 0, 10), uniform_parameter("b", 0, 1)});
    const auto grid =
        sensitivity::two_way(model, base_parameters(model), sampler_of(model), 0, 1, 3, weighted_difference, 2, {});
    EXPECT_THAT(grid.first_values,
                ::testing::ElementsAre(::testing::DoubleNear(0.25, 1e-9), ::testing::DoubleNear(5, 1e-9),
                                       ::testing::DoubleNear(9.75, 1e-9)));
    for (std::size_t i = 0; i < 9; ++i)
        EXPECT_DOUBLE_EQ(grid.outcomes[i][0], grid.first_values[i / 3] - 2 * grid.second_values[i % 3]);
}

TEST(TwoWay, DoesNotMoveTwoSharesOfOneWhole) {
    Model model = model_of({certain("a", 0.2), certain("b", 0.3), certain("c", 0.5), uncertain("d", 1, "normal", 0.1)});
    model.joint_uncertainties = {{"dirichlet", {0, 1, 2}, 100, {}, ""}};
    const auto grid = [&](std::size_t first, std::size_t second) {
        return sensitivity::two_way(model, base_parameters(model), sampler_of(model), first, second, 2,
                                    weighted_difference, 1, {});
    };
    EXPECT_THROW(grid(0, 2), UsageError);
    EXPECT_EQ(grid(0, 3).outcomes.size(), 4U) << "a share beside a parameter of its own";
}

class EvaluationOfAModel : public ::testing::Test {
protected:
    Model model_ = [] {
        Model model = load_config_text(one_hazard, "one_hazard").model;
        model.batches = 2;
        model.patients = 20000;
        return model;
    }();
    EventGraph graph_ = make_event_graph(model_);
    psa::OutcomePlan plan_{model_, graph_};
    Evaluate exact_ = sensitivity::exact_evaluation(model_, graph_, plan_, {});
    Evaluate simulated_ = sensitivity::shared_patients_evaluation(model_, graph_, plan_, make_backend("cpp", 1));
    std::size_t ratio_ = sensitivity::find_outcome(model_, plan_.outcomes(), "new:os:rr_alive:10");

    [[nodiscard]] Parameters at(double rate, double ratio) const { return with_expressions(model_, {rate, ratio}); }
};

TEST_F(EvaluationOfAModel, ByTheExactSolverIsTheClosedForm) {
    EXPECT_NEAR(exact_(at(0.1, 0.8))[ratio_], std::exp(0.2), 1e-9);
    EXPECT_NEAR(exact_(at(0.05, 2))[ratio_], std::exp(-0.5), 1e-9);
}

TEST_F(EvaluationOfAModel, WithSharedPatientsHasTheSameNoiseEverywhere) {
    const double here = simulated_(at(0.1, 0.8))[ratio_];
    EXPECT_EQ(simulated_(at(0.1, 0.8))[ratio_], here);
    EXPECT_EQ(simulated_(at(0.1, 1))[ratio_], 1);  // twins
    // 20,000 women: the ratio's error is about 0.006, that of a small step's weighted_difference a tenth of it.
    EXPECT_NEAR(here, std::exp(0.2), 0.03);
    EXPECT_NEAR(simulated_(at(0.1, 0.81))[ratio_] - here, std::exp(0.19) - std::exp(0.2), 0.004);
}

TEST_F(EvaluationOfAModel, NamesWhatThereIsWhereAnOutcomeIsMisspelt) {
    const auto message = [&](const char* text) -> std::string {
        try {
            sensitivity::find_outcome(model_, plan_.outcomes(), text);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message("nwe:os:rr_alive:10"), ::testing::HasSubstr("no strategy 'nwe' there; allowed: new, usual"));
    EXPECT_THAT(message("new:os:rr_alive:7"), ::testing::HasSubstr("no time '7' there; allowed: 5, 10"));
    EXPECT_EQ(sensitivity::find_outcome(model_, plan_.outcomes(), "new:os:rr_alive:5.0"),
              sensitivity::find_outcome(model_, plan_.outcomes(), "new:os:rr_alive:5"));
    EXPECT_THAT(message("os"), ::testing::HasSubstr("for example new:os:rr_alive:10"));
    EXPECT_THROW(sensitivity::find_rankings(model_, plan_.outcomes(), {"cif_death_bc"}), UsageError);
    const auto rankings = sensitivity::find_rankings(model_, plan_.outcomes(), {"rmst", "os"});
    ASSERT_EQ(rankings.size(), 2U);
    for (std::size_t s = 0; s < 2; ++s) EXPECT_EQ(plan_.outcomes()[rankings[0].positions[s]].strategy, s);
}

}  // namespace
}  // namespace ibtr::test
