#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/time_grid.hpp"
#include "ibtr/sums.hpp"

namespace ibtr {

/// What is to be summed so that every series of a plan is known on its grid.
SumPlan sum_plan(const EndpointPlan& plan, const SeriesGrids& grids);

/// Fractions from the sums of a simulation: of all batches, or of one of them.
class SummedIncidence {
public:
    /// @param sums made by sum_plan of the same plan and grids
    /// @param tick_shift a bin is 2^tick_shift ticks
    /// `mixtures` must outlive this object.
    SummedIncidence(std::shared_ptr<const SeriesGrids> grids, const StrategyMixtures& mixtures, Sums sums,
                    unsigned tick_shift);

    [[nodiscard]] CellIncidence all() const { return of(0, sums_.batches); }
    [[nodiscard]] CellIncidence of(std::size_t batch) const { return of(batch, 1); }

private:
    struct Group {
        CellIndex cell;
        SimulatedIndex strategy;
    };
    [[nodiscard]] CellIncidence of(std::size_t first_batch, std::size_t batches) const;
    /// Fractions of the women of a group, one row of each kind.
    void per_woman(std::size_t first_batch, std::size_t batches, const Group& group, double women, double* cumulative,
                   double* offset) const;

    std::shared_ptr<const SeriesGrids> grids_;
    const StrategyMixtures& mixtures_;
    Sums sums_;  ///< counts are cumulative
    double bins_per_half_tick_;
};

}  // namespace ibtr
