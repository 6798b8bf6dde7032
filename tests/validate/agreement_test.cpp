// Law: quantities are the same functionals as the rows of curves.csv and contrasts.csv, from the same exact solution.

#include <gtest/gtest.h>

#include <cmath>

#include "estimate/quantity_values.hpp"
#include "ibtr/config.hpp"
#include "statistical/model_under_test.hpp"

namespace ibtr::test {
namespace {

// Both solve the same problems with the same steps, to different horizons: equal but for rounding, and for the halving
// of steps, which stops where a stated error of 1e-8 is met.
constexpr double relative_tolerance = 1e-7;

TEST(QuantityValues, AgreesWithTheReports) {
    const ModelUnderTest study(load_config({std::string(IBTR_CONFIGS) + "/ibtr.toml", {}}).model);
    const Model& model = study.model;
    const Estimates reports = estimate(study.cohort(), study.solve_continuous());
    std::vector<Quantity> quantities;
    std::vector<double> expected;
    for (const Contrast& row : reports.contrasts) {
        if (!row.group.empty()) continue;
        if (row.measure == Measure::nnt) continue;
        if (std::isnan(row.estimate.value)) continue;
        quantities.push_back(row);
        expected.push_back(row.estimate.value);
    }
    const std::size_t contrasts = quantities.size();
    for (const CurvePoint& row : reports.curves) {
        if (!row.group.empty() || row.time_years != 5) continue;
        if (row.endpoint.starts_with("occupancy:")) continue;
        quantities.push_back(row);
        if (row.endpoint != "rmst") quantities.back().measure = Measure::proportion;
        expected.push_back(row.estimate.value);
    }
    EXPECT_GT(contrasts, 100U);
    EXPECT_GT(quantities.size(), contrasts + 30);
    const std::vector<double> values = quantity_values(model, study.parameters, quantities, {.budget_seconds = 0});
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], expected[i], relative_tolerance * std::max(1.0, expected[i]))
            << quantities[i].endpoint << " " << to_text(quantities[i].measure) << " " << quantities[i].strategy;
}

}  // namespace
}  // namespace ibtr::test
