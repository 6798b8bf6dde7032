// Law: estimands are the same functionals as the rows of curves.csv and contrasts.csv, from the same exact solution.

#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "statistical/study.hpp"
#include "validate/estimand_values.hpp"

namespace ibtr::test {
namespace {

// Both solve the same problems with the same steps, to different horizons: equal but for rounding, and for the halving
// of steps, which stops where a stated error of 1e-8 is met.
constexpr double tolerance = 1e-7;

TEST(Estimand, AgreesWithTheReports) {
    const Study study(load_config({std::string(IBTR_CONFIGS) + "/ibtr.toml", {}}).model);
    const Model& model = study.model;
    const Estimates reports =
        estimate(model, study.parameters, study.population, study.graph, study.solve_continuous());
    std::vector<Estimand> estimands;
    std::vector<double> expected;
    for (const Contrast& row : reports.contrasts) {
        const std::string measure = to_text(row.measure);
        if (row.group != 0 || measure == "nnt" || measure == "rmst_diff" || measure == "hr_stratified") continue;
        if (std::isnan(row.estimate.value)) continue;
        estimands.push_back({reports.contrast_endpoints[row.endpoint], measure, model.strategies[row.strategy].name,
                             model.strategies[row.comparator].name, "", "",
                             static_cast<double>(row.bin) / model.grid_per_year});
        expected.push_back(row.estimate.value);
    }
    const std::size_t contrasts = estimands.size();
    for (const CurvePoint& row : reports.curves) {
        const std::string endpoint = reports.curve_endpoints[row.endpoint];
        if (row.group != 0 || row.bin != 5 * model.grid_per_year || endpoint == "rmst") continue;
        if (endpoint.starts_with("occupancy:")) continue;
        estimands.push_back({endpoint, "proportion", model.strategies[row.strategy].name, "", "", "", 5});
        expected.push_back(row.estimate.value);
    }
    EXPECT_GT(contrasts, 100U);
    EXPECT_GT(estimands.size(), contrasts + 30);
    const std::vector<double> values = estimand_values(model, study.parameters, estimands, {.budget_seconds = 0});
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], expected[i], tolerance * std::max(1.0, expected[i]))
            << estimands[i].endpoint << " " << estimands[i].measure << " " << estimands[i].strategy;
}

}  // namespace
}  // namespace ibtr::test
