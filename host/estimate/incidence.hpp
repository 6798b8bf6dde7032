#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "endpoints.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tallies.hpp"
#include "mixture.hpp"

namespace ibtr {

/// Ends of consecutive intervals from time 0 [bins]; an interval holds the events in (previous end, end].
struct TimeGrid {
    std::vector<std::uint32_t> end_bins;

    [[nodiscard]] std::size_t intervals() const { return end_bins.size(); }
    [[nodiscard]] double width(std::size_t interval) const {
        return static_cast<double>(end_bins[interval] - (interval == 0 ? 0 : end_bins[interval - 1]));
    }
    /// Interval that ends at a bin, where there is one.
    [[nodiscard]] std::optional<std::size_t> find(std::uint32_t bin) const;

    static TimeGrid every_bin(std::size_t bins);
};

/// Every series per woman of a cell, under every reported strategy (mixes included), on one time grid.
struct CellIncidence {
    std::size_t strategies = 0, cells = 0, series = 0, intervals = 0;
    std::vector<double> cumulative;  ///< F: events up to the interval's end
    std::vector<double> offset;      ///< sum over the interval's events of (time - start of interval) [bins]

    /// First interval of a series; the others follow.
    [[nodiscard]] std::size_t at(std::size_t strategy, std::size_t cell, std::size_t s) const {
        return ((strategy * cells + cell) * series + s) * intervals;
    }
};

/// Sums of edge counters over the edges of each series: [strategy][cell][series][interval]. Integers for
/// tallies, so that cumulative counts are exact before the one division.
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
    SeriesSums<std::int64_t> total_;
    std::vector<SeriesSums<std::int64_t>> halves_;  ///< of two batches only
};

/// Exact fractions: strata are joined into cells by their probabilities.
CellIncidence expected_incidence(const EndpointPlan& plan, const StrategyMixtures& mixtures,
                                 const Population& population, const ExpectedTallies& expected);

/// Women tallied per cell and strategy.
std::vector<double> women_per_cell(const Tallies& tallies);

}  // namespace ibtr
