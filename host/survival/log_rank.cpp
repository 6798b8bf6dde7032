#include "survival/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "survival/small_matrix.hpp"
#include "survival/tests.hpp"

namespace ibtr::survival {

void LogRank::begin(std::size_t groups) {
    groups_ = groups;
    observed_.assign(groups, 0);
    expected_.assign(groups, 0);
    covariance_.assign(groups * groups, 0);
}

void LogRank::add_risk_set(std::span<const double> events, std::span<const double> at_risk) {
    double all_events = 0, all_at_risk = 0;
    for (std::size_t a = 0; a < groups_; ++a) {
        all_events += events[a];
        all_at_risk += at_risk[a];
    }
    const double spread = all_at_risk > 1 ? all_events * (all_at_risk - all_events) / (all_at_risk - 1) : 0;
    for (std::size_t a = 0; a < groups_; ++a) {
        const double share = at_risk[a] / all_at_risk;
        observed_[a] += events[a];
        expected_[a] += all_events * share;
        if (spread == 0 || share == 0) continue;
        for (std::size_t b = 0; b < groups_; ++b)
            covariance_[a * groups_ + b] += spread * share * ((a == b ? 1.0 : 0.0) - at_risk[b] / all_at_risk);
    }
}

void LogRank::test(const EventTimes& times, const TimeOrder& order, std::span<const std::uint32_t> group,
                   std::size_t groups) {
    begin(groups);
    for (const StratumRows rows : order.strata()) add_stratum(times, order, rows, group);
    conclude();
}

void LogRank::add_stratum(const EventTimes& times, const TimeOrder& order, StratumRows rows,
                          std::span<const std::uint32_t> group) {
    at_risk_.assign(groups_, 0);
    events_.assign(groups_, 0);
    const auto enter = [&](std::uint32_t row) { ++at_risk_[group[row]]; };
    const auto leave = [&](std::uint32_t row) { --at_risk_[group[row]]; };
    ForwardSweep sweep(times, order, rows);
    while (sweep.next(enter, leave)) {
        std::fill(events_.begin(), events_.end(), 0.0);
        for (const std::uint32_t row : sweep.at_time())
            if (times.event[row] != 0) ++events_[group[row]];
        add_risk_set(events_, at_risk_);
    }
}

/// Quadratic form of observed - expected over all groups but the first, without groups that nothing was expected of.
void LogRank::conclude() {
    std::size_t used = 0, size = 0;
    for (std::size_t a = 0; a < groups_; ++a) used += expected_[a] > 0 ? 1 : 0;
    degrees_ = used > 0 ? used - 1 : 0;
    chi_squared_ = p_value_ = undefined;
    if (degrees_ == 0) return;
    reduced_.assign(degrees_ * degrees_, 0);
    difference_.clear();
    bool first = true;
    for (std::size_t a = 0; a < groups_; ++a) {
        if (!(expected_[a] > 0)) continue;
        if (std::exchange(first, false)) {
            used = a;
            continue;
        }
        std::size_t column = 0;
        for (std::size_t b = used + 1; b < groups_; ++b)
            if (expected_[b] > 0) reduced_[size * degrees_ + column++] = covariance_[a * groups_ + b];
        difference_.push_back(observed_[a] - expected_[a]);
        ++size;
    }
    if (factorise(reduced_, degrees_)) return;
    at_risk_ = difference_;
    solve_factorised(reduced_, degrees_, at_risk_);
    chi_squared_ = 0;
    for (std::size_t a = 0; a < degrees_; ++a) chi_squared_ += difference_[a] * at_risk_[a];
    p_value_ = chi_squared_p(chi_squared_, degrees_);
}

double LogRank::z() const {
    return observed_minus_expected() / std::sqrt(variance());
}

double LogRank::peto_log_ratio() const {
    return observed_minus_expected() / variance();
}

}  // namespace ibtr::survival
