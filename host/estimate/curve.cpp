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

}  // namespace

double log_net_survival_step(const double* at_risk, const double* of_interest, std::size_t interval) {
    const double n = interval == 0 ? 1.0 : survivors(at_risk[interval - 1]);
    const double d = events_in(at_risk, interval), d_k = events_in(of_interest, interval);
    if (!(n > 0) || d_k == 0) return n >= 0 ? 0 : undefined;
    return d_k / d * std::log1p(-std::min(d / n, 1.0));
}

CurveReader::CurveReader(const TimeGrid& grid, double bins_per_year, Reading reading)
    : grid_(grid),
      widths_(grid.widths()),
      every_bin_(!grid.end_bins.empty() && grid.end_bins.back() == grid.intervals()),
      bins_per_year_(bins_per_year),
      reading_(reading) {}

std::size_t CurveReader::interval(double end_bin) const {
    const auto bin = static_cast<std::uint32_t>(end_bin);
    return every_bin_ ? bin - 1 : grid_.find(bin).value();
}

template <class Step, class Use>
void CurveReader::cumulate(const std::vector<double>& times, Step step, Use use) const {
    double sum = 0;
    std::size_t j = 0;
    for (std::size_t k = 0; k < times.size(); ++k) {
        for (const std::size_t last = interval(times[k]); j <= last; ++j) sum += step(j);
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
    const std::size_t intervals = grid_.intervals();
    const double* cumulative = arm.cumulative.data() + endpoint.estimated * intervals;
    const auto each = [&](auto value) {
        for (std::size_t k = 0; k < times.size(); ++k) values[k] = value(cumulative[interval(times[k])]);
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
            const double* at_risk = arm.cumulative.data() + endpoint.at_risk * intervals;
            const double* events = arm.cumulative.data() + endpoint.events * intervals;
            cumulate(
                times, [&](std::size_t j) { return log_net_survival_step(at_risk, events, j); },
                [&](std::size_t k, double log_survival) { values[k] = of_survival(std::exp(log_survival)); });
            break;
        }
        case EndpointKind::restricted_mean: {
            const double* offset = arm.offset.data() + endpoint.time * intervals;
            cumulate(
                times, [&](std::size_t j) { return person_time(widths_[j], cumulative[j], offset[j]); },
                [&](std::size_t k, double bins) { values[k] = without_event(bins / bins_per_year_); });
            break;
        }
    }
}

std::vector<double> CurveReader::log_alive(const Endpoint& endpoint, const Arm& arm, std::size_t intervals) const {
    const auto series = [&](std::size_t s) { return arm.cumulative.data() + s * grid_.intervals(); };
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
    const std::vector<double> logs = log_alive(endpoint, arm, grid_.intervals());
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
