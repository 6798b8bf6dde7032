#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/time_grid.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// How each reported strategy comes from simulated ones, cell by cell. A mix of strategies is a weighted sum of
/// its components' fractions within a cell, taken before any ratio; never extra women or averaged hazards.
class StrategyMixtures {
public:
    StrategyMixtures(const Model& model, const Parameters& parameters, const Population& population);

    [[nodiscard]] std::size_t strategies() const { return is_mix_.size(); }
    [[nodiscard]] const std::vector<StrategyIndex>& simulated() const { return simulated_; }
    [[nodiscard]] bool is_mix(std::size_t strategy) const { return is_mix_[strategy]; }

    /// Fills the rows of mixes in values[strategy][cell][row] from those of their components.
    void mix(std::span<double> values, std::size_t cells) const;

private:
    struct Component {
        std::size_t strategy;
        double weight;
    };
    struct MixedCell {
        StrategyIndex strategy;
        CellIndex cell;
        std::vector<Component> components;  ///< weights sum to 1
    };
    std::vector<StrategyIndex> simulated_;
    std::vector<bool> is_mix_;
    std::vector<MixedCell> mixed_;
};

/// Every series per woman of a cell, under every reported strategy (mixes included).
struct CellIncidence {
    std::shared_ptr<const SeriesGrids> grids;
    std::size_t strategies = 0, cells = 0;
    Buffer<double> cumulative;  ///< F: events up to the interval's end
    Buffer<double> offset;      ///< timed series: sum over the interval's events of (time - its start) [bins]

    /// First interval of a series; the others follow.
    [[nodiscard]] std::size_t at(StrategyIndex strategy, CellIndex cell, SeriesIndex s) const {
        return (strategy * cells + cell) * grids->row() + grids->first(s);
    }
    /// The same in `offset`.
    [[nodiscard]] std::size_t offset_at(StrategyIndex strategy, CellIndex cell, TimedIndex time) const {
        return (strategy * cells + cell) * grids->offset_row() + grids->first_offset(time);
    }
};

/// Sums of edge counters over the edges of each series, laid out as in CellIncidence. Integers for tallies, so that
/// cumulative counts are exact before the one division.
template <class Number>
struct SeriesSums {
    std::vector<Number> cumulative, offset;
};

/// Fractions from all tallied women, on the fine grid.
CellIncidence fine_incidence(const EndpointPlan& plan, const StrategyMixtures& mixtures, const Tallies& tallies);

/// Fractions on the batches' grid: from all batches, and with each batch left out in turn.
class LeaveOneOut {
public:
    /// The arguments must outlive this object.
    LeaveOneOut(const EndpointPlan& plan, const StrategyMixtures& mixtures, const Tallies& tallies);

    [[nodiscard]] std::size_t batches() const { return tallies_.shape.batches; }
    [[nodiscard]] CellIncidence all() const;
    [[nodiscard]] CellIncidence without(std::size_t batch) const;

private:
    const EndpointPlan& plan_;
    const StrategyMixtures& mixtures_;
    const Tallies& tallies_;
    std::vector<double> women_;
    std::shared_ptr<const SeriesGrids> grids_;
    SeriesSums<std::int64_t> total_;
};

/// Exact fractions: strata are joined into cells by their probabilities.
CellIncidence expected_incidence(const EndpointPlan& plan, const StrategyMixtures& mixtures,
                                 const Population& population, const ExpectedTallies& expected);

/// Women tallied per cell and strategy.
std::vector<double> women_per_cell(const Tallies& tallies);

}  // namespace ibtr
