#include "estimate/curve.hpp"

#include <algorithm>
#include <cmath>

#include "base/buffer.hpp"
#include "base/statistics.hpp"
#include "engine/choose.hpp"
#include "estimate/pair.hpp"

namespace ibtr {
namespace {

CurveValue of_survival(double survival) {
    return {survival, survival, 1 - survival};
}
CurveValue of_incidence(double incidence) {
    return {incidence, survivors(incidence), incidence};
}
CurveValue without_event(double own) {
    return {own, undefined, undefined};
}

/// A time as the end of a bin, and a share of the next bin.
struct Place {
    explicit Place(double bins) {
        const double nearest = std::round(bins);
        const double whole = std::abs(bins - nearest) < rounding ? nearest : std::floor(bins);
        end = static_cast<std::size_t>(whole);
        share = bins - whole;
    }
    /// Whether it is in the next bin, which there need not be at an end but for rounding.
    [[nodiscard]] bool is_inside() const { return share > rounding; }

    static constexpr double rounding = 1e-9;
    std::size_t end;
    double share;
};

/// Share of a bin's area under survival that lies before a share of its width, where the hazard is constant.
/// @param log_ratio survival at its end by that at its start, at most 0; not a number where nobody is left
double area_before(double share, double log_ratio) {
    return log_ratio < 0 ? std::expm1(share * log_ratio) / std::expm1(log_ratio) : share;
}

/// Places of times in a grid, asked for in ascending order.
class GridWalk {
public:
    explicit GridWalk(const TimeGrid& grid) : grid_(grid), every_bin_(grid.every_bin()) {}

    /// The interval that ends at a bin.
    std::size_t interval_to(double end_bin) {
        const auto bin = static_cast<std::uint32_t>(end_bin);
        if (every_bin_) return bin - 1;
        while (place_ + 1 < grid_.intervals() && grid_.end_bins[place_] < bin) ++place_;
        return grid_.end_bins[place_] == bin ? place_ : grid_.find(bin).value();
    }

private:
    const TimeGrid& grid_;
    bool every_bin_;
    std::size_t place_ = 0;
};

constexpr double few_events = 16;  ///< women at risk for each event, at least

/// In four parts, so that additions need not wait for one another.
double sum_of(const double* numbers, std::size_t size) {
    Pair even{}, odd{};
    std::size_t i = 0;
    for (; i + 4 <= size; i += 4) {
        even += pair_at(numbers + i);
        odd += pair_at(numbers + i + 2);
    }
    const Pair both = even + odd;
    double sum = both[0] + both[1];
    for (; i < size; ++i) sum += numbers[i];
    return sum;
}

/// log_net_survival_step of every interval.
Buffer<double> log_net_survival_steps(const double* at_risk, const double* of_interest, std::size_t intervals) {
    Buffer<double> steps(intervals);
    if (intervals > 0) steps[0] = log_net_survival_step(at_risk, of_interest, 0);
    if (engine::row_kernels().net_survival_steps({at_risk, of_interest, fewest_survivors, few_events}, steps.data(),
                                                 intervals))
        return steps;
    for (std::size_t j = 1; j < intervals; ++j) {
        const double n = 1 - at_risk[j - 1], d = at_risk[j] - at_risk[j - 1];
        if (!(n >= fewest_survivors && n >= few_events * d)) steps[j] = log_net_survival_step(at_risk, of_interest, j);
    }
    return steps;
}

}  // namespace

double log_net_survival_step(const double* at_risk, const double* of_interest, std::size_t interval) {
    const double n = interval == 0 ? 1.0 : survivors(at_risk[interval - 1]);
    const double d = events_in(at_risk, interval), d_k = events_in(of_interest, interval);
    if (!(n > 0) || d_k == 0) return n >= 0 ? 0 : undefined;
    return d_k / d * std::log1p(-std::min(d / n, 1.0));
}

CurveReader::CurveReader(const SeriesGrids& grids, double bins_per_year, Reading reading)
    : grids_(grids), bins_per_year_(bins_per_year), reading_(reading) {}

template <class Use>
void CurveReader::cumulate(const TimeGrid& grid, const std::vector<double>& times, const double* steps, Use use) {
    double sum = 0;
    std::size_t j = 0;
    GridWalk walk(grid);
    for (std::size_t k = 0; k < times.size(); ++k) {
        const std::size_t end = walk.interval_to(times[k]) + 1;
        if (end > j) sum += sum_of(steps + j, end - j);
        j = std::max(j, end);
        use(k, sum);
    }
}

void CurveReader::read(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                       CurveValue* values) const {
    if (reading_ == Reading::at_ends)
        read_at_ends(endpoint, arm, times, values);
    else
        read_between(endpoint, arm, times, values);
}

void CurveReader::read_at_ends(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                               CurveValue* values) const {
    const TimeGrid& grid = grids_.of(endpoint.estimated);
    const double* cumulative = arm.cumulative.data() + grids_.first(endpoint.estimated);
    GridWalk walk(grid);
    const auto each = [&](auto value) {
        for (std::size_t k = 0; k < times.size(); ++k) values[k] = value(cumulative[walk.interval_to(times[k])]);
    };
    const auto intervals_to_last = [&] { return times.empty() ? 0 : GridWalk(grid).interval_to(times.back()) + 1; };
    switch (endpoint.kind) {
        case EndpointKind::survival:
            each([](double f) { return of_survival(survivors(f)); });
            break;
        case EndpointKind::incidence:
            each([](double f) { return of_incidence(f); });
            break;
        case EndpointKind::occupancy:
            each([at_start = arm.beginning_in(endpoint.state)](double flow) {
                return without_event(std::max(at_start + flow, 0.0));
            });
            break;
        case EndpointKind::net_survival: {
            const double* at_risk = arm.cumulative.data() + grids_.first(endpoint.at_risk);
            const double* events = arm.cumulative.data() + grids_.first(endpoint.events);
            const std::size_t intervals = intervals_to_last();
            const Buffer<double> steps = log_net_survival_steps(at_risk, events, intervals);
            cumulate(grid, times, steps.data(),
                     [&](std::size_t k, double log_survival) { values[k] = of_survival(std::exp(log_survival)); });
            break;
        }
        case EndpointKind::restricted_mean: {
            const double* offset = arm.offset.data() + grids_.first_offset(endpoint.time);
            const std::vector<double>& widths = grids_.widths(endpoint.estimated);
            const std::size_t intervals = intervals_to_last();
            Buffer<double> bins_lived(intervals);
            engine::row_kernels().person_times({widths.data(), cumulative, offset, 1, fewest_survivors},
                                               bins_lived.data(), intervals);
            cumulate(grid, times, bins_lived.data(),
                     [&](std::size_t k, double bins) { values[k] = without_event(bins / bins_per_year_); });
            break;
        }
    }
}

std::vector<double> CurveReader::log_alive(const Endpoint& endpoint, const Arm& arm, std::size_t intervals) const {
    const auto series = [&](SeriesIndex s) { return arm.cumulative.data() + grids_.first(s); };
    std::vector<double> logs{0.0};
    for (std::size_t j = 0; j < intervals; ++j)
        logs.push_back(endpoint.kind == EndpointKind::net_survival
                           ? logs.back() + log_net_survival_step(series(endpoint.at_risk), series(endpoint.events), j)
                           : std::log(survivors(series(endpoint.estimated)[j])));
    return logs;
}

void CurveReader::read_between(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                               CurveValue* values) const {
    if (endpoint.kind == EndpointKind::restricted_mean) return read_mean_between(endpoint, arm, times, values);
    if (endpoint.kind == EndpointKind::occupancy) {
        std::fill(values, values + times.size(), without_event(undefined));
        return;
    }
    const std::vector<double> logs = log_alive(endpoint, arm, grids_.of(endpoint.estimated).intervals());
    for (std::size_t k = 0; k < times.size(); ++k) {
        const Place at(times[k]);
        const double alive =
            std::exp(at.is_inside() ? std::lerp(logs[at.end], logs[at.end + 1], at.share) : logs[at.end]);
        values[k] = {endpoint.kind == EndpointKind::incidence ? 1 - alive : alive, alive, 1 - alive};
    }
}

void CurveReader::read_mean_between(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                                    CurveValue* values) const {
    const std::vector<double>& widths = grids_.widths(endpoint.estimated);
    const std::vector<double> logs = log_alive(endpoint, arm, widths.size());
    const double* cumulative = arm.cumulative.data() + grids_.first(endpoint.estimated);
    const double* offset = arm.offset.data() + grids_.first_offset(endpoint.time);
    std::vector<double> areas{0.0};
    for (std::size_t j = 0; j < widths.size(); ++j)
        areas.push_back(areas.back() + person_time(widths[j], cumulative[j], offset[j]));
    for (std::size_t k = 0; k < times.size(); ++k) {
        const Place at(times[k]);
        // Up to the time itself, not the end next to it: where nobody dies no time is lost to rounding either.
        const double rest = at.is_inside() ? (areas[at.end + 1] - areas[at.end]) *
                                                 area_before(at.share, logs[at.end + 1] - logs[at.end])
                                           : at.share * std::exp(logs[at.end]);
        values[k] = without_event((areas[at.end] + rest) / bins_per_year_);
    }
}

}  // namespace ibtr
