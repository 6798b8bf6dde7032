// Solved parameters reproduce the published numbers; the shipped model's do.

#include "validate/marginals.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "small_model.hpp"

namespace ibtr::test {
namespace {

constexpr double solved_to = 1e-9;

// Frailty: a third of the women have five times the hazard, so that marginal and conditional ratios differ.
const std::string frail = alive_or_dead("\"h\"", R"(
    { strategy = "b", value = "ratio" },
    { factor = "frailty", level = "frail", value = 5, source = "assumption" },
)",
                                        R"(
[parameters.h]
value = 0.05
unit = "per_year"
source = "assumption"
[parameters.ratio]
value = 1
unit = "ratio"
source = "assumption"
[[factors]]
name = "frailty"
levels = ["robust", "frail"]
probabilities = ["share_robust", "share_frail"]
[parameters.share_frail]
value = 0.3333333333333333
unit = "probability"
source = "assumption"
[parameters.share_robust]
expression = "1 - share_frail"
unit = "probability"
source = "assumption"
[[marginals]]
parameter = "h"
published = 0.2
source = "assumption"
strategy = "a"
endpoint = "os"
measure = "proportion"
time_years = 10
[[marginals]]
parameter = "ratio"
published = 0.5
source = "assumption"
strategy = "b"
comparator = "a"
endpoint = "os"
measure = "hr"
time_years = 10
)");

// At the solution the survival equation holds in closed form, and the conditional ratio lies further from 1 than the
// marginal one, as it must where women differ (Gail, Wieand and Piantadosi 1984).
TEST(Marginals, SolvedParametersReproducePlantedNumbers) {
    const Model model = load_config_text(frail, "frail").model;
    const SolvedMarginals solved = solve_marginals(model, base_parameters(model), solved_to, {.budget_seconds = 0});
    EXPECT_LE(solved.fit.largest_misfit(), solved_to);
    const double h = solved.values[0], ratio = solved.values[1];
    EXPECT_NEAR(2 * std::exp(-10 * h) / 3 + std::exp(-50 * h) / 3, 0.2, 1e-8);
    EXPECT_LT(ratio, 0.5);
    EXPECT_NEAR(solved.fit.reproduced[1], 0.5, 1e-8);
}

// Any measure of the table can be solved for: women of either frailty lose t - (1 - exp(-h t)) / h of ten years. The
// misfit is one of logarithms.
TEST(Marginals, ARatioOfTimesLostIsReproduced) {
    std::string config = frail;
    config.replace(config.find("measure = \"hr\""), 14, "measure = \"rmtl_ratio\"");
    const Model model = load_config_text(config, "frail").model;
    const SolvedMarginals solved = solve_marginals(model, base_parameters(model), solved_to, {.budget_seconds = 0});
    const auto lost = [](double h) {
        const auto of = [](double hazard) { return 10 + std::expm1(-10 * hazard) / hazard; };
        return 2 * of(h) / 3 + of(5 * h) / 3;
    };
    EXPECT_NEAR(lost(solved.values[0] * solved.values[1]) / lost(solved.values[0]), 0.5, 1e-7);
}

// Of survival S = 2/3 exp(-10 h) + 1/3 exp(-50 h), log(-log(S)) moves with log(h) by h S'/(S log S).
TEST(Marginals, SlopesAreDerivatives) {
    const Model model = load_config_text(frail, "frail").model;
    const MarginalSlopes slopes = slopes_of_marginals(model, base_parameters(model), {.budget_seconds = 0});
    const double h = 0.05, survival = 2 * std::exp(-10 * h) / 3 + std::exp(-50 * h) / 3;
    const double derivative = -20 * std::exp(-10 * h) / 3 - 50 * std::exp(-50 * h) / 3;
    ASSERT_EQ(slopes.size(), 2U);
    // A forward difference over 1e-3 of the logarithm: off by half of that times the curvature, which is of order 1.
    EXPECT_NEAR(slopes[0][0], h * derivative / (survival * std::log(survival)), 1e-3);
    EXPECT_NEAR(slopes[0][1], 0, 1e-6);
}

TEST(Marginals, KnownSlopesLeadToTheSameSolutionSooner) {
    const Model model = load_config_text(frail, "frail").model;
    const Parameters start = base_parameters(model);
    const ExactOptions exact{.budget_seconds = 0};
    const SolvedMarginals without = solve_marginals(model, start, solved_to, exact);
    const MarginalSlopes slopes = slopes_of_marginals(model, Parameters(without.values), exact);
    const SolvedMarginals with = solve_marginals(model, start, solved_to, exact, slopes);
    EXPECT_LT(with.solutions, without.solutions);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(with.values[i], without.values[i], 1e-7);
}

TEST(Marginals, WithoutSolutionIsAnError) {
    std::string config = frail;
    config.replace(config.find("published = 0.2"), 15, "published = 1.2");
    const Model model = load_config_text(config, "frail").model;
    EXPECT_THROW(solve_marginals(model, base_parameters(model), solved_to, {.budget_seconds = 0}), UsageError);
}

TEST(Marginals, MistakesAreReported) {
    const auto message = [](const std::string& find, const std::string& replacement) -> std::string {
        std::string config = frail;
        config.replace(config.find(find), find.size(), replacement);
        try {
            load_config_text(config, "frail");
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "";
    };
    using testing::HasSubstr;
    EXPECT_THAT(message("measure = \"hr\"", "measure = \"or\""), HasSubstr("'or' is unknown"));
    EXPECT_THAT(message("comparator = \"a\"\n", ""), HasSubstr("hr needs a comparator"));
    EXPECT_THAT(message("parameter = \"ratio\"", "parameter = \"h\""), HasSubstr("solved for twice"));
    EXPECT_THAT(message("parameter = \"ratio\"", "parameter = \"share_robust\""), HasSubstr("has an expression"));
    EXPECT_THAT(message("endpoint = \"os\"\nmeasure = \"hr\"", "endpoint = \"ddsf\"\nmeasure = \"hr\""),
                HasSubstr("nearest: 'dfs'"));
    EXPECT_THAT(message("endpoint = \"os\"\nmeasure = \"hr\"", "endpoint = \"cif_death_bc\"\nmeasure = \"rmtl_ratio\""),
                HasSubstr("rmtl_ratio is of time alive: its endpoint is os, not 'cif_death_bc'"));
    EXPECT_THAT(message("strategy = \"b\"\ncomparator", "strategy = \"b\"\ngroup = \"frailty=weak\"\ncomparator"),
                HasSubstr("level of frailty: 'weak'"));
}

}  // namespace
}  // namespace ibtr::test
