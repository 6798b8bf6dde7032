#include "ibtr/changed_model.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "config/example_config.hpp"

namespace ibtr::test {
namespace {

/// A change that adds a marginal with one thing about its quantity that the model has not.
std::function<void(Model&)> with_marginal_of(const std::function<void(const Model&, Quantity&)>& spoil) {
    return [spoil](Model& model) {
        Marginal marginal;
        marginal.quantity.time_years = 5;
        spoil(model, marginal.quantity);
        model.marginals.push_back(marginal);
    };
}

// Law: a loaded model holds together, and so does one changed within the rules.
TEST(ChangedModel, IsTheModelWithTheChange) {
    const Model model = load_config_text(example_config, "example.toml").model;
    const Model changed = changed_model(model, [](Model& m) { m.batches = 2; });
    EXPECT_EQ(changed.batches, 2U);
    EXPECT_NE(model.batches, 2U);
    EXPECT_NO_THROW(changed_model(model, with_marginal_of([](const Model&, Quantity& q) { q.group = {{0, {0}}}; })));
}

// Law: every change that leaves an index or a time without its counterpart is refused.
TEST(ChangedModel, ThatDoesNotHoldTogetherIsRefused) {
    const Model model = load_config_text(example_config, "example.toml").model;
    const std::vector<std::function<void(Model&)>> faults{
        [](Model& m) { m.batches = 0; },
        [](Model& m) { m.start_state = m.states.size(); },
        [](Model& m) { m.states.resize(1); },
        [](Model& m) { m.reference_strategy = StrategyIndex(m.strategies.size()); },
        [](Model& m) { m.horizon_years += 0.01; },
        [](Model& m) { m.landmarks_years.push_back(m.horizon_years + 1); },
        [](Model& m) {
            m.landmarks_years = {5, 5};
        },
        [](Model& m) {
            m.group_factors = {0, 0};
        },
        [](Model& m) { m.group_factors = {m.factors.size()}; },
        [](Model& m) { m.parameters.clear(); },
        [](Model& m) { m.factors.front().levels.pop_back(); },
        [](Model& m) { m.endpoints.front().transitions = {m.transitions.size()}; },
        [](Model& m) {
            m.correlations.push_back({{0}, {}, ""});
        },
        with_marginal_of([](const Model& m, Quantity& q) { q.strategy = StrategyIndex(m.strategies.size()); }),
        with_marginal_of([](const Model& m, Quantity& q) { q.comparator = StrategyIndex(m.strategies.size()); }),
        with_marginal_of([](const Model& m, Quantity& q) {
            q.group = {{m.factors.size(), {0}}};
        }),
        with_marginal_of([](const Model& m, Quantity& q) {
            q.group = {{0, {m.factors[0].levels.size()}}};
        }),
        with_marginal_of([](const Model&, Quantity& q) {
            q.comparator_group = {{0, {}}};
        }),
        with_marginal_of([](const Model& m, Quantity& q) { q.adjusted_for = {m.factors.size()}; }),
        with_marginal_of([](const Model&, Quantity& q) { q.time_years = -1; }),
        [](Model& m) {
            m.posterior = Posterior{{0}, {{1, 2}}, {}, ""};
        },
    };
    for (std::size_t i = 0; i < faults.size(); ++i)
        EXPECT_THROW(changed_model(model, faults[i]), std::logic_error) << "fault " << i;
}

}  // namespace
}  // namespace ibtr::test
