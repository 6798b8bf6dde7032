#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// How each reported strategy comes from simulated ones, cell by cell. A mix of strategies is a weighted sum of
/// its components' fractions within a cell, taken before any ratio; never extra women or averaged hazards.
class StrategyMixtures {
public:
    StrategyMixtures(const Model& model, const Parameters& parameters, const Population& population);

    [[nodiscard]] std::size_t strategies() const { return is_mix_.size(); }
    /// Index in Model::strategies of each simulated strategy.
    [[nodiscard]] const std::vector<std::size_t>& simulated() const { return simulated_; }
    [[nodiscard]] bool is_mix(std::size_t strategy) const { return is_mix_[strategy]; }

    /// Fills the rows of mixes in values[strategy][cell][row] from those of their components.
    void mix(std::vector<double>& values, std::size_t cells, std::size_t row) const;

private:
    struct Component {
        std::size_t strategy;
        double weight;
    };
    struct MixedCell {
        std::size_t strategy, cell;
        std::vector<Component> components;  ///< weights sum to 1
    };
    std::vector<std::size_t> simulated_;
    std::vector<bool> is_mix_;
    std::vector<MixedCell> mixed_;
};

}  // namespace ibtr
