#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "estimate/endpoints.hpp"

namespace ibtr {

/// Ends of consecutive intervals from time 0 [bins]; an interval holds the events in (previous end, end].
struct TimeGrid {
    std::vector<std::uint32_t> end_bins;

    [[nodiscard]] std::size_t intervals() const { return end_bins.size(); }
    [[nodiscard]] bool every_bin() const { return !end_bins.empty() && end_bins.back() == end_bins.size(); }
    /// Of every interval [bins].
    [[nodiscard]] std::vector<double> widths() const;
    /// Interval that ends at a bin, where there is one.
    [[nodiscard]] std::optional<std::size_t> find(std::uint32_t bin) const;

    static TimeGrid of_bins(std::size_t bins);
};

/// The grid on which each series of a plan is known, and where its numbers lie in a row that holds all series one after
/// another, and all timed series in a row of offsets.
class SeriesGrids {
public:
    /// All series on one grid.
    SeriesGrids(const EndpointPlan& plan, TimeGrid grid);
    /// @param of_series by series: its place in `grids`
    /// @param offsets by timed series: whether its offsets are known
    SeriesGrids(const EndpointPlan& plan, std::vector<TimeGrid> grids, std::vector<std::size_t> of_series,
                std::vector<bool> offsets);

    [[nodiscard]] const std::vector<TimeGrid>& grids() const { return grids_; }
    [[nodiscard]] std::size_t series() const { return of_series_.size(); }
    [[nodiscard]] std::size_t place(SeriesIndex series) const { return of_series_[series]; }
    [[nodiscard]] const TimeGrid& of(SeriesIndex series) const { return grids_[of_series_[series]]; }
    /// Of the intervals of a series [bins].
    [[nodiscard]] const std::vector<double>& widths(SeriesIndex series) const { return widths_[of_series_[series]]; }
    [[nodiscard]] std::size_t first(SeriesIndex series) const { return first_[series]; }
    [[nodiscard]] std::size_t first_offset(TimedIndex timed) const { return first_offset_[timed]; }
    [[nodiscard]] bool knows_offsets(TimedIndex timed) const { return offsets_[timed]; }
    [[nodiscard]] std::size_t row() const { return first_.back(); }
    [[nodiscard]] std::size_t offset_row() const { return first_offset_.back(); }

private:
    std::vector<TimeGrid> grids_;
    std::vector<std::vector<double>> widths_;  ///< of each grid
    std::vector<std::size_t> of_series_;
    std::vector<bool> offsets_;
    std::vector<std::size_t> first_, first_offset_;  ///< by series, by timed series, and their end
};

}  // namespace ibtr
