#include "estimate/mixture.hpp"

#include <algorithm>
#include <stdexcept>

namespace ibtr {
namespace {

/// The rule for women of a cell: one for their level of a factor, else the one for everyone.
const MixRule& rule_for(const Strategy& strategy, const Population& population, const Cell& cell) {
    const MixRule* general = nullptr;
    for (const MixRule& rule : strategy.mix) {
        if (!rule.factor) {
            general = &rule;
            continue;
        }
        const auto place = std::find(population.cell_factors.begin(), population.cell_factors.end(), *rule.factor);
        if (place == population.cell_factors.end()) continue;
        if (cell.levels[static_cast<std::size_t>(place - population.cell_factors.begin())] == *rule.level) return rule;
    }
    if (general == nullptr) throw std::logic_error("mix " + strategy.name + " has no rule for some women");
    return *general;
}

}  // namespace

StrategyMixtures::StrategyMixtures(const Model& model, const Parameters& parameters, const Population& population)
    : is_mix_(model.strategies.size(), false) {
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        const Strategy& strategy = model.strategies[s];
        is_mix_[s] = !strategy.mix.empty();
        if (!is_mix_[s]) {
            simulated_.push_back(s);
            continue;
        }
        for (std::size_t c = 0; c < population.cells.size(); ++c) {
            MixedCell cell{s, c, {}};
            for (const MixWeight& part : rule_for(strategy, population, population.cells[c]).weights)
                cell.components.push_back({part.component, parameters.value(part.weight)});
            mixed_.push_back(std::move(cell));
        }
    }
}

void StrategyMixtures::mix(std::vector<double>& values, std::size_t cells, std::size_t row) const {
    for (const MixedCell& cell : mixed_) {
        double* mixed = values.data() + (cell.strategy * cells + cell.cell) * row;
        // x_0 + sum_m w_m (x_m - x_0), the weighted sum for weights that sum to 1: a mix of equal components is
        // then equal to them to the last bit, and contrasts between twins have no rounding noise.
        const double* first = values.data() + (cell.components.front().strategy * cells + cell.cell) * row;
        std::copy_n(first, row, mixed);
        for (std::size_t m = 1; m < cell.components.size(); ++m) {
            const Component& component = cell.components[m];
            const double* other = values.data() + (component.strategy * cells + cell.cell) * row;
            for (std::size_t i = 0; i < row; ++i) mixed[i] += component.weight * (other[i] - first[i]);
        }
    }
}

}  // namespace ibtr
