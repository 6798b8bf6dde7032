#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// Whether what a hazard or a ratio asks of strategy and level is met.
/// @param levels parallel to Model::factors
template <class Conditional>
bool holds(const Conditional& conditional, StrategyIndex strategy, const std::vector<std::size_t>& levels) {
    const bool strategy_fits = !conditional.strategy || *conditional.strategy == strategy;
    return strategy_fits && (!conditional.factor || levels[*conditional.factor] == *conditional.level);
}

}  // namespace ibtr
