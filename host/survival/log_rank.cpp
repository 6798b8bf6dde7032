#include "survival/log_rank.hpp"

#include <cmath>
#include <utility>

#include "survival/small_matrix.hpp"
#include "survival/tests.hpp"

namespace ibtr::survival {

void LogRank::test(const EventTimes& times, const TimeOrder& order, std::span<const std::uint32_t> group,
                   std::size_t groups) {
    groups_ = groups;
    observed_.assign(groups, 0);
    expected_.assign(groups, 0);
    covariance_.assign(groups * groups, 0);
    for (const StratumRows rows : order.strata()) add_stratum(times, order, rows, group);
    conclude();
}

void LogRank::add_stratum(const EventTimes& times, const TimeOrder& order, StratumRows rows,
                          std::span<const std::uint32_t> group) {
    at_risk_.assign(groups_, 0);
    double all_at_risk = 0;
    const auto enter = [&](std::uint32_t row) { ++at_risk_[group[row]], ++all_at_risk; };
    const auto leave = [&](std::uint32_t row) { --at_risk_[group[row]], --all_at_risk; };
    ForwardSweep sweep(times, order, rows);
    while (sweep.next(enter, leave)) {
        double events = 0;
        for (const std::uint32_t row : sweep.at_time())
            if (times.event[row] != 0) ++events, ++observed_[group[row]];
        const double spread = all_at_risk > 1 ? events * (all_at_risk - events) / (all_at_risk - 1) : 0;
        for (std::size_t a = 0; a < groups_; ++a) {
            const double share = at_risk_[a] / all_at_risk;
            expected_[a] += events * share;
            if (spread == 0 || share == 0) continue;
            for (std::size_t b = 0; b < groups_; ++b)
                covariance_[a * groups_ + b] += spread * share * ((a == b ? 1.0 : 0.0) - at_risk_[b] / all_at_risk);
        }
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
    return (observed_.back() - expected_.back()) / std::sqrt(covariance_.back());
}

double LogRank::peto_log_ratio() const {
    return (observed_.back() - expected_.back()) / covariance_.back();
}

}  // namespace ibtr::survival
