// Draws are solved on quarters: that must not be seen beside what the draws say about the parameters.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "estimate/quantity_values.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/config.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "validate/quantity_draws.hpp"
#include "validate/target_scale.hpp"

namespace ibtr::test {
namespace {

// The target that draws spread least, V6, has a standard deviation of 0.005 over them: 1e-4 is a fiftieth of it, and a
// fifteenth of the error of an interval's end from 300 draws. Quarters differ from months by the width of the bins over
// which hazard ratios are formed (1.4e-5 at most at the base values) and by less than 1e-5 elsewhere.
TEST(Draws, QuartersGiveTheNumbersOfMonths) {
    const Model model = load_config({std::string(IBTR_CONFIGS) + "/evidence_model.toml", {}}).model;
    const std::string folder = IBTR_EVIDENCE;
    std::vector<Quantity> quantities;
    for (const Target& target : load_targets(folder + "/targets.csv", load_evidence(folder + "/evidence.csv")))
        if (!target.what.is(Measure::p_value)) quantities.push_back(validation::quantity_of(model, target));
    ASSERT_EQ(validation::grid_of_draws(model, quantities), 4U);
    Model quarters = model;
    quarters.grid_per_year = 4;
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 2, 1}, 5);
    for (const Parameters& parameters : {base_parameters(model), sampler.draw(0), sampler.draw(1)}) {
        const auto fine = quantity_values(model, parameters, quantities, {.budget_seconds = 0});
        const auto coarse =
            quantity_values(quarters, parameters, quantities, {.budget_seconds = 0, .step_tolerance = 1e-6});
        for (std::size_t i = 0; i < fine.size(); ++i)
            EXPECT_NEAR(coarse[i], fine[i], 1e-4) << quantities[i].endpoint << " " << to_text(quantities[i].measure);
    }
}

TEST(Draws, QuartersOnlyWhereTheyFit) {
    Model model;
    model.grid_per_year = 12;
    const auto at = [](double years) {
        return std::vector{Quantity{.measure = Measure::hr, .endpoint = "os", .time_years = years}};
    };
    EXPECT_EQ(validation::grid_of_draws(model, at(2.75)), 4U);
    EXPECT_EQ(validation::grid_of_draws(model, at(2.8)), 12U) << "between quarters";
    model.grid_per_year = 2;
    EXPECT_EQ(validation::grid_of_draws(model, at(5)), 2U) << "coarser already";
    model.grid_per_year = 6;
    EXPECT_EQ(validation::grid_of_draws(model, at(5)), 6U) << "quarters would cut the model's bins";
}

}  // namespace
}  // namespace ibtr::test
