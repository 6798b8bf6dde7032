#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/time_grid.hpp"
#include "ibtr/sums.hpp"

namespace ibtr {

/// What is to be summed so that every series of a plan is known on its grid.
SumPlan sum_plan(const EndpointPlan& plan, const SeriesGrids& grids);

/// Makes counts cumulative along the intervals of each series, and times those of the plan's events, as SummedCells
/// takes them.
void make_cumulative(const EndpointPlan& plan, const SeriesGrids& grids, Sums& sums);

/// Which women of a simulation in two batches.
enum class Half : std::uint8_t { first, second, both };

/// Fractions from the sums of a simulation, computed where they are asked for.
class SummedCells final : public CellFractions {
public:
    /// @param sums of two batches, of the sum_plan of these grids, made cumulative; they and `mixtures` must outlive
    /// this object @param tick_shift a bin is 2^tick_shift ticks
    SummedCells(const std::shared_ptr<const SeriesGrids>& grids, const StrategyMixtures& mixtures, const Sums& sums,
                Half half, unsigned tick_shift);
    void add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const override;
    [[nodiscard]] std::vector<StrategyMixtures::Component> mix_of_all_cells(StrategyIndex strategy) const override {
        return mixtures_.components_of_all_cells(strategy);
    }
    /// All of them in memory.
    [[nodiscard]] CellIncidence incidence() const;

private:
    const StrategyMixtures& mixtures_;
    const Sums& sums_;
    Half half_;
    double bins_per_half_tick_;
};

}  // namespace ibtr
