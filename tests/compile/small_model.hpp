#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// A hazard of numbers, without parameters.
inline HazardSpec hazard_of(HazardFamily family, const std::vector<double>& coefficients,
                            std::vector<double> knots = {}) {
    return {family, {coefficients.begin(), coefficients.end()}, std::move(knots), 0};
}

/// Two strategies; an age factor (40-49, 50-69 weighted by year, exactly 80) and a risk factor of two levels;
/// states well -> relapse <-> remission, each -> dead, with a transition on every clock.
inline Model small_model() {
    Model model;
    model.name = "small";
    model.horizon_years = 15;
    model.states = {{"well"}, {"relapse"}, {"remission"}, {"dead", true}};
    model.strategies = {{"mixed", "", {MixRule{}}}, {"a", "", {}}, {"b", "", {}}};
    const auto add = [&](std::string name, std::size_t from, std::size_t to, Clock clock, HazardSpec hazard) {
        Transition transition;
        transition.name = std::move(name);
        transition.from = from;
        transition.to = to;
        transition.clock = clock;
        transition.hazard = std::move(hazard);
        model.transitions.push_back(std::move(transition));
    };
    add("relapse", 0, 1, Clock::time, hazard_of(HazardFamily::weibull, {1.5, 20}));
    add("remit", 1, 2, Clock::sojourn, hazard_of(HazardFamily::lognormal, {0.5, 0.7}));
    add("die_well", 0, 3, Clock::age, hazard_of(HazardFamily::life_table, {}));
    add("relapse_again", 2, 1, Clock::time, hazard_of(HazardFamily::piecewise_constant, {0, 0.3, 0}, {0, 2, 5}));
    add("die_relapse", 1, 3, Clock::age, hazard_of(HazardFamily::gompertz, {0.09, 5e-5}));
    LifeTable table{"deaths", "assumption", 40, {}};
    for (int age = 40; age < 100; ++age) table.probability.push_back(0.001 + 0.3 * (age - 40) / 60.0);
    model.life_tables = {table};
    Factor age{"age", {"40-49", "50-69", "80"}, {}, {}, {}, {}, "assumption"};
    age.age_bands = {{40, 50, {}}, {50, 70, std::vector<double>(20, 1.0)}, {80, 80, {}}};
    age.age_bands[1].single_year_weights[3] = 0;
    age.age_bands[1].single_year_weights[19] = 0;
    model.factors = {age, Factor{"risk", {"low", "high"}, {}, {}, {}, {}, "assumption"}};
    model.transitions[0].hazard_ratios = {{2, {}, {}, 0.5, ""}, {{}, 1, 1, 3.0, ""}, {1, 1, 1, 0.0, ""}};
    model.transitions[1].hazard_ratios = {{{}, 1, 1, 0.0, ""}};
    return model;
}

/// Every combination of levels of the small model, in order of id.
inline Population small_population(const Model& model) {
    Population population;
    for (std::size_t age = 0; age < model.factors[0].levels.size(); ++age)
        for (std::size_t risk = 0; risk < 2; ++risk)
            population.strata.push_back({{age, risk}, 1.0 / 6, 0, static_cast<std::uint32_t>(2 * age + risk)});
    population.cells = {{{}, 1}};
    return population;
}

}  // namespace ibtr
