#include "estimate/time_grid.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ibtr {

std::optional<std::size_t> TimeGrid::find(std::uint32_t bin) const {
    const auto place = std::lower_bound(end_bins.begin(), end_bins.end(), bin);
    if (place == end_bins.end() || *place != bin) return std::nullopt;
    return static_cast<std::size_t>(place - end_bins.begin());
}

std::vector<double> TimeGrid::widths() const {
    std::vector<std::uint32_t> bins(end_bins.size());
    std::adjacent_difference(end_bins.begin(), end_bins.end(), bins.begin());
    return {bins.begin(), bins.end()};
}

TimeGrid TimeGrid::of_bins(std::size_t bins) {
    TimeGrid grid;
    grid.end_bins.resize(bins);
    std::iota(grid.end_bins.begin(), grid.end_bins.end(), 1U);
    return grid;
}

SeriesGrids::SeriesGrids(const EndpointPlan& plan, TimeGrid grid)
    : SeriesGrids(plan, std::vector<TimeGrid>{std::move(grid)}, std::vector<std::size_t>(plan.series.size(), 0),
                  std::vector<bool>(plan.timed.size(), true)) {}

SeriesGrids::SeriesGrids(const EndpointPlan& plan, std::vector<TimeGrid> grids, std::vector<std::size_t> of_series,
                         std::vector<bool> offsets)
    : grids_(std::move(grids)),
      of_series_(std::move(of_series)),
      offsets_(std::move(offsets)),
      first_{0},
      first_offset_{0} {
    for (const TimeGrid& grid : grids_) widths_.push_back(grid.widths());
    for (SeriesIndex s; s < plan.series.size(); ++s) first_.push_back(first_.back() + of(s).intervals());
    for (TimedIndex t; t < plan.timed.size(); ++t)
        first_offset_.push_back(first_offset_.back() + (offsets_[t] ? of(plan.timed[t]).intervals() : 0));
}

}  // namespace ibtr
