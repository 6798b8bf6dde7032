#include "estimate/curve.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"

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

std::size_t interval_to(const TimeGrid& grid, double end_bin) {
    const auto bin = static_cast<std::uint32_t>(end_bin);
    return grid.every_bin() ? bin - 1 : grid.find(bin).value();
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

template <class Step, class Use>
void CurveReader::cumulate(const TimeGrid& grid, const std::vector<double>& times, Step step, Use use) {
    double sum = 0;
    std::size_t j = 0;
    for (std::size_t k = 0; k < times.size(); ++k) {
        for (const std::size_t last = interval_to(grid, times[k]); j <= last; ++j) sum += step(j);
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
    const auto each = [&](auto value) {
        for (std::size_t k = 0; k < times.size(); ++k) values[k] = value(cumulative[interval_to(grid, times[k])]);
    };
    switch (endpoint.kind) {
        case EndpointKind::survival:
            each([](double f) { return of_survival(survivors(f)); });
            break;
        case EndpointKind::incidence:
            each([](double f) { return of_incidence(f); });
            break;
        case EndpointKind::occupancy:
            each([&](double flow) { return without_event(std::max(endpoint.at_start + flow, 0.0)); });
            break;
        case EndpointKind::net_survival: {
            const double* at_risk = arm.cumulative.data() + grids_.first(endpoint.at_risk);
            const double* events = arm.cumulative.data() + grids_.first(endpoint.events);
            cumulate(
                grid, times, [&](std::size_t j) { return log_net_survival_step(at_risk, events, j); },
                [&](std::size_t k, double log_survival) { values[k] = of_survival(std::exp(log_survival)); });
            break;
        }
        case EndpointKind::restricted_mean: {
            const double* offset = arm.offset.data() + grids_.first_offset(endpoint.time);
            const std::vector<double>& widths = grids_.widths(endpoint.estimated);
            cumulate(
                grid, times, [&](std::size_t j) { return person_time(widths[j], cumulative[j], offset[j]); },
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
    if (endpoint.kind == EndpointKind::occupancy || endpoint.kind == EndpointKind::restricted_mean) {
        std::fill(values, values + times.size(), without_event(undefined));
        return;
    }
    const std::vector<double> logs = log_alive(endpoint, arm, grids_.of(endpoint.estimated).intervals());
    for (std::size_t k = 0; k < times.size(); ++k) {
        const double nearest = std::round(times[k]);
        const double whole = std::abs(times[k] - nearest) < 1e-9 ? nearest : std::floor(times[k]);
        const auto end = static_cast<std::size_t>(whole);
        const double share = times[k] - whole;
        const double alive = std::exp(share > 1e-9 ? std::lerp(logs[end], logs[end + 1], share) : logs[end]);
        values[k] = {endpoint.kind == EndpointKind::incidence ? 1 - alive : alive, alive, 1 - alive};
    }
}

}  // namespace ibtr
