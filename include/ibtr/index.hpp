#pragma once

#include <cstddef>

namespace ibtr {

struct Cell;
struct Factor;
struct HazardFunction;
struct SimulatedStrategy;
struct Strategy;
struct Stratum;
struct Transition;

/// A place in the list of all items of one kind: neither a number nor a place in another list is taken for one.
template <class Item>
class IndexOf {
public:
    constexpr IndexOf() = default;
    constexpr explicit IndexOf(std::size_t index) : index_(index) {}
    template <class Other>
    IndexOf(IndexOf<Other>) = delete;
    constexpr operator std::size_t() const { return index_; }  // NOLINT(google-explicit-constructor): it is an index
    constexpr IndexOf& operator++() {
        ++index_;
        return *this;
    }
    friend constexpr bool operator==(IndexOf, IndexOf) = default;

private:
    std::size_t index_ = 0;
};

using FactorIndex = IndexOf<Factor>;                  ///< in Model::factors
using HazardFunctionIndex = IndexOf<HazardFunction>;  ///< of a HazardSource
using TransitionIndex = IndexOf<Transition>;          ///< in Model::transitions
using StrategyIndex = IndexOf<Strategy>;              ///< in Model::strategies
using SimulatedIndex = IndexOf<SimulatedStrategy>;    ///< in Model::simulated_strategies()
using StratumIndex = IndexOf<Stratum>;                ///< in Population::strata
using CellIndex = IndexOf<Cell>;                      ///< in Population::cells

}  // namespace ibtr
