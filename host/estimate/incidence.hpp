#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
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

/// How each reported strategy comes from simulated ones, cell by cell, and where women of a cell begin. A mix of
/// strategies is a weighted sum of its components' fractions within a cell, taken before any ratio; never extra women
/// or averaged hazards.
class StrategyMixtures {
public:
    StrategyMixtures(const Model& model, const Parameters& parameters, const Population& population);

    [[nodiscard]] std::size_t strategies() const { return is_mix_.size(); }
    /// [cell]: the state in which its women begin.
    [[nodiscard]] const std::vector<std::size_t>& starts() const { return starts_; }
    [[nodiscard]] const std::vector<StrategyIndex>& simulated() const { return simulated_; }
    [[nodiscard]] bool is_mix(std::size_t strategy) const { return is_mix_[strategy]; }
    /// Of a strategy that is no mix.
    [[nodiscard]] SimulatedIndex simulated_place(StrategyIndex strategy) const;

    /// A simulated strategy in a mix.
    struct Component {
        StrategyIndex strategy;
        SimulatedIndex simulated;
        double weight;
        bool operator==(const Component&) const = default;
    };
    /// What a strategy is of in a cell: itself, where it is simulated; else weights that sum to 1.
    [[nodiscard]] std::vector<Component> components(StrategyIndex strategy, CellIndex cell) const;
    /// Of a mix that is the same in all cells; else empty.
    [[nodiscard]] std::vector<Component> components_of_all_cells(StrategyIndex strategy) const;
    /// Fills the rows of mixes in values[strategy][cell][row] from those of their components.
    void mix(std::span<double> values, std::size_t cells) const;

private:
    struct MixedCell {
        StrategyIndex strategy;
        CellIndex cell;
        std::vector<Component> components;  ///< weights sum to 1
    };
    std::vector<StrategyIndex> simulated_;
    std::vector<bool> is_mix_;
    std::vector<std::size_t> starts_;
    std::vector<MixedCell> mixed_;  ///< by strategy, then cell
};

/// Every series per woman of a cell, under every reported strategy (mixes included): the share of women with an event
/// up to the end of each interval and, of timed series, the sum over its events of (time - its start) [bins].
struct CellFractions {
    CellFractions(std::shared_ptr<const SeriesGrids> series_grids, std::size_t strategy_count,
                  std::vector<std::size_t> start_of_cells)
        : grids(std::move(series_grids)),
          strategies(strategy_count),
          cells(start_of_cells.size()),
          starts(std::move(start_of_cells)) {}
    virtual ~CellFractions() = default;

    std::shared_ptr<const SeriesGrids> grids;
    std::size_t strategies, cells;
    std::vector<std::size_t> starts;  ///< [cell]: the state in which its women begin

    /// Rows of all series and of all timed series, one after another.
    struct Rows {
        std::span<double> cumulative, offset;
    };
    /// Adds `weight` times a cell's rows to a sum, or begins it with them.
    virtual void add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const = 0;
    /// A cell's rows where they stand in memory.
    struct StoredRows {
        const double *cumulative, *offset;
    };
    [[nodiscard]] virtual std::optional<StoredRows> stored(StrategyIndex /*strategy*/, CellIndex /*cell*/) const {
        return std::nullopt;
    }
    /// What a strategy is mixed of, where that is the same in all cells and its rows are yet to be made; else empty.
    [[nodiscard]] virtual std::vector<StrategyMixtures::Component> mix_of_all_cells(StrategyIndex /*strategy*/) const {
        return {};
    }

protected:
    CellFractions(CellFractions&&) = default;
    CellFractions& operator=(CellFractions&&) = default;
};

/// All of them in memory.
struct CellIncidence final : CellFractions {
    /// Values are to be written.
    CellIncidence(const std::shared_ptr<const SeriesGrids>& series_grids, std::size_t strategy_count,
                  std::vector<std::size_t> start_of_cells)
        : CellFractions(series_grids, strategy_count, std::move(start_of_cells)),
          cumulative(strategies * cells * grids->row()),
          offset(strategies * cells * grids->offset_row()) {}

    Buffer<double> cumulative, offset;

    void add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const override;
    [[nodiscard]] std::optional<StoredRows> stored(StrategyIndex strategy, CellIndex cell) const override {
        const std::size_t place = strategy * cells + cell;
        return StoredRows{cumulative.data() + place * grids->row(), offset.data() + place * grids->offset_row()};
    }

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
