#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "estimate/arm.hpp"
#include "estimate/incidence.hpp"

namespace ibtr {

/// Some weights of the women of some strategies, made into arms where these are needed. The arguments must outlive it.
class CellArms {
public:
    /// @param strategies of each arm @param weights of the cells in each arm
    CellArms(const CellIncidence& cells, const std::vector<std::size_t>& strategies,
             const std::vector<std::vector<double>>& weights)
        : cells_(cells), strategies_(strategies), weights_(weights), arms_(strategies.size()) {}

    [[nodiscard]] const CellIncidence& cells() const { return cells_; }
    [[nodiscard]] std::size_t strategy(std::size_t arm) const { return strategies_[arm]; }
    [[nodiscard]] const std::vector<double>& weights(std::size_t arm) const { return weights_[arm]; }
    [[nodiscard]] bool has_women(std::size_t arm) const {
        return std::any_of(weights_[arm].begin(), weights_[arm].end(), [](double weight) { return weight > 0; });
    }
    const Arm& whole(std::size_t arm) {
        if (!arms_[arm]) arms_[arm].emplace(cells_, strategies_[arm], weights_[arm]);
        return *arms_[arm];
    }

private:
    const CellIncidence& cells_;
    const std::vector<std::size_t>& strategies_;
    const std::vector<std::vector<double>>& weights_;
    std::vector<std::optional<Arm>> arms_;
};

}  // namespace ibtr
