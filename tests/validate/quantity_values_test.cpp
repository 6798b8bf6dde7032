// Laws of quantities, on models whose answers are closed forms. The exact solver is within 1e-8 of them; constant
// hazards go through the matrix exponential, exact to rounding.

#include "estimate/quantity_values.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/parameters.hpp"
#include "small_model.hpp"

namespace ibtr::test {
namespace {

constexpr double tolerance = 1e-7;

// Death at 0.1 a year, twice as often under b, thrice as often in women of high risk; b gets more of these.
const std::string two_risks = alive_or_dead("0.1", R"(
    { strategy = "b", value = 2, source = "assumption" },
    { factor = "risk", level = "high", value = 3, source = "assumption" },
)",
                                            R"(
[[factors]]
name = "risk"
levels = ["low", "high"]
probabilities = [0.6, 0.4]
source = "assumption"
[[factors]]
name = "colour"
levels = ["red", "blue"]
probabilities = [0.5, 0.5]
source = "assumption"
[[case_mix]]
strategy = "b"
factor = "risk"
probabilities = [0.2, 0.8]
source = "assumption"
)");

double value_of(const std::string& config, const QuantityText& text) {
    const Model model = load_config_text(config, "test").model;
    return quantity_values(model, base_parameters(model), std::vector{resolve(model, text)}, {.budget_seconds = 0})
        .front();
}

TEST(QuantityValues, ProportionsAreOfTheWomenWhoReceiveTheStrategy) {
    const double low = std::exp(-0.2 * 5), high = std::exp(-0.6 * 5);
    EXPECT_NEAR(value_of(two_risks, {"os", "proportion", "b", "", "", "", 5}), 0.2 * low + 0.8 * high, tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "proportion", "b", "", "risk=low", "", 5}), low, tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "proportion", "b", "", "risk=low|high&colour=red", "", 5}),
                0.2 * low + 0.8 * high, tolerance);
    EXPECT_NEAR(value_of(two_risks, {"cif_death_bc", "proportion", "a", "", "risk=high", "", 5}),
                1 - std::exp(-0.3 * 5), tolerance);
}

// No horizon is asked of the solver where there is nothing to solve for, and none of no bins.
TEST(QuantityValues, NothingAndNextToNoTimeNeedNoSolution) {
    const Model model = load_config_text(two_risks, "test").model;
    const std::vector<Quantity> nothing;
    EXPECT_TRUE(quantity_values(model, base_parameters(model), nothing, ExactOptions{.budget_seconds = 0}).empty());
    EXPECT_EQ(value_of(two_risks, {"os", "proportion", "b", "", "", "", 1e-30}), 1);
}

// Constant hazards: the logarithm is interpolated exactly.
TEST(QuantityValues, TimesBetweenBinsAreInterpolated) {
    EXPECT_NEAR(value_of(two_risks, {"os", "proportion", "a", "", "risk=low", "", 2.7183}), std::exp(-0.27183),
                tolerance);
}

TEST(QuantityValues, Contrasts) {
    const double a = 0.6 * std::exp(-0.5) + 0.4 * std::exp(-1.5), b = 0.2 * std::exp(-1.0) + 0.8 * std::exp(-3.0);
    EXPECT_NEAR(value_of(two_risks, {"os", "rr_alive", "b", "a", "", "", 5}), b / a, tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "rr_event", "b", "a", "", "", 5}), (1 - b) / (1 - a), tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "rd", "b", "a", "", "", 5}), b - a, tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "cumulative_hazard_ratio", "b", "a", "", "", 5}), std::log(b) / std::log(a),
                tolerance);
    EXPECT_NEAR(value_of(two_risks, {"os", "hr", "a", "", "risk=high", "risk=low", 5}), 3, tolerance);
}

/// Years alive of five at a constant hazard.
double mean_years(double hazard, double years) {
    return -std::expm1(-hazard * years) / hazard;
}

// At any time, for the area under survival between two bins follows from a constant hazard exactly; one of ten years is
// lost at least.
TEST(QuantityValues, RestrictedMeansAndTimesLost) {
    for (const double years : {5.0, 2.7183}) {
        const double a = 0.6 * mean_years(0.1, years) + 0.4 * mean_years(0.3, years);
        const double b = 0.2 * mean_years(0.2, years) + 0.8 * mean_years(0.6, years);
        EXPECT_NEAR(value_of(two_risks, {"rmst", "value", "a", "", "", "", years}), a, tolerance);
        EXPECT_NEAR(value_of(two_risks, {"os", "rmst_diff", "b", "a", "", "", years}), b - a, tolerance);
        EXPECT_NEAR(value_of(two_risks, {"os", "rmtl_ratio", "b", "a", "", "", years}), (years - b) / (years - a),
                    10 * tolerance);
        EXPECT_NEAR(value_of(two_risks, {"os", "rmtl_ratio", "a", "", "risk=high", "risk=low", years}),
                    (years - mean_years(0.3, years)) / (years - mean_years(0.1, years)), 10 * tolerance);
    }
}

// Nobody has died: no ratio, and none of what rounding has left of 0.
TEST(QuantityValues, WithoutTimeLostThereIsNoRatio) {
    for (const double years : {1e-30, 1e-12})
        EXPECT_TRUE(std::isnan(value_of(two_risks, {"os", "rmtl_ratio", "b", "a", "", "", years}))) << years;
}

TEST(QuantityValues, TimeAliveIsOfOverallSurvival) {
    for (const char* measure : {"rmst_diff", "rmtl_ratio"})
        EXPECT_THROW(value_of(two_risks, {"cif_death_bc", measure, "b", "a", "", "", 5}), UsageError) << measure;
}

// Within classes of risk the hazards are proportional: 2, whoever receives what. Crude, selection adds to it.
TEST(QuantityValues, StratifiedHazardRatioIsFreeOfSelection) {
    EXPECT_NEAR(value_of(two_risks, {"os", "hr_stratified", "b", "a", "", "", 5, {"risk"}}), 2, tolerance);
    EXPECT_GT(value_of(two_risks, {"os", "hr", "b", "a", "", "", 5}), 2.5);
}

// Standardised to the women with b: a's women are weighed like b's.
TEST(QuantityValues, AdjustedContrastsAreStandardisedToTheStrategy) {
    const double a = 0.2 * std::exp(-0.5) + 0.8 * std::exp(-1.5), b = 0.2 * std::exp(-1.0) + 0.8 * std::exp(-3.0);
    EXPECT_NEAR(value_of(two_risks, {"os", "rr_alive", "b", "a", "", "", 5, {"risk"}}), b / a, tolerance);
}

TEST(QuantityValues, UnknownNamesAreNamed) {
    const auto message = [](const QuantityText& text) -> std::string {
        try {
            value_of(two_risks, text);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message({"os", "proportion", "c", "", "", "", 5}), testing::HasSubstr("strategy 'c' is unknown"));
    EXPECT_THAT(message({"ddfs", "proportion", "a", "", "", "", 5}),
                testing::HasSubstr("endpoint 'ddfs' (distant disease-free survival) is not in this model"));
    EXPECT_THAT(message({"os", "proportion", "a", "", "risk=mid", "", 5}), testing::HasSubstr("level of risk: 'mid'"));
    EXPECT_THAT(message({"os", "proportion", "a", "", "age=old", "", 5}), testing::HasSubstr("factor 'age'"));
}

// Metastasis 0.1 a year in red women, 0.3 in blue ones; death from it 0.5 and 1.0. From metastasis on, within ten
// years' worth of metastases: weights 1 - exp(-1) and 1 - exp(-3).
TEST(QuantityValues, TimeZeroAtMetastasis) {
    const std::string config = R"(schema = 1
name = "metastasis"
horizon_years = 10.0
start_state = "well"
groups = ["colour"]
states = [{ name = "well" }, { name = "metastatic" }, { name = "dead", absorbing = true }]
strategies = [{ name = "a" }]
[[factors]]
name = "colour"
levels = ["red", "blue"]
probabilities = [0.5, 0.5]
source = "assumption"
[[transitions]]
name = "spread"
from = "well"
to = "metastatic"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.1 }
hazard_ratios = [{ factor = "colour", level = "blue", value = 3, source = "assumption" }]
[[transitions]]
name = "death"
from = "metastatic"
to = "dead"
clock = "sojourn"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.5 }
hazard_ratios = [{ factor = "colour", level = "blue", value = 2, source = "assumption" }]
[endpoints]
distant = ["spread"]
death_bc = ["death"]
)";
    const double red = 1 - std::exp(-1.0), blue = 1 - std::exp(-3.0);
    QuantityText text{"os", "proportion", "a", "", "", "", 2};
    text.time_zero = TimeZero::metastasis;
    const double expected = (red * std::exp(-1.0) + blue * std::exp(-2.0)) / (red + blue);
    EXPECT_NEAR(value_of(config, text), expected, tolerance);
    // Whatever else is asked for, and for how long.
    const Model model = load_config_text(config, "test").model;
    const QuantityText later{"os", "proportion", "a", "", "", "", 30};
    EXPECT_NEAR(quantity_values(model, base_parameters(model), std::vector{resolve(model, text), resolve(model, later)},
                                {.budget_seconds = 0})[0],
                expected, tolerance);
}

}  // namespace
}  // namespace ibtr::test
