#pragma once

#include <cmath>

#include "tracked_cohort.hpp"

namespace ibtr::test {

/// Exact tallies of a model with one state to leave, at a constant hazard per strategy: P and E[offset] per bin in
/// closed form.
struct ExponentialDeaths {
    explicit ExponentialDeaths(double hazard_ratio) {
        model = example_model();
        model.states = {{"alive"}, {"dead", true, StateKind::death}};
        Transition death;
        death.name = "death";
        death.from = 0;
        death.to = 1;
        model.transitions = {death};
        model.endpoints = {{"death_bc", {0}, EndpointRole::breast_cancer}};
        model.patients = 1000;
        graph = make_event_graph(model);
        population = make_population(model, parameters);
        expected = {2, 2, 1, model.bins(), {}, {}, 0};
        for (std::size_t s = 0; s < 2; ++s)
            for (std::size_t h = 0; h < 2; ++h) {
                const double rate = (h == 1 ? 0.09 : 0.03) * (s == 1 ? hazard_ratio : 1.0);  // per bin
                for (std::size_t j = 0; j < model.bins(); ++j) {
                    const double at_start = std::exp(-rate * static_cast<double>(j));
                    expected.probability.push_back(at_start * -std::expm1(-rate));
                    expected.offset_bins.push_back(at_start * (-std::expm1(-rate) / rate - std::exp(-rate)));
                }
            }
    }
    [[nodiscard]] Cohort cohort() const { return {model, parameters, population, graph}; }
    [[nodiscard]] Estimates estimates() const { return estimate(cohort(), expected); }
    [[nodiscard]] double survival(std::size_t strategy, double bin, double hazard_ratio) const {
        const double ratio = strategy == 1 ? hazard_ratio : 1;
        return 0.6 * std::exp(-0.03 * ratio * bin) + 0.4 * std::exp(-0.09 * ratio * bin);
    }

    Model model;
    Parameters parameters{{}};
    Population population;
    EventGraph graph;
    ExpectedTallies expected;
};

}  // namespace ibtr::test
