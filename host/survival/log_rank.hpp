#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/statistics.hpp"
#include "survival/event_times.hpp"

namespace ibtr::survival {

/// The log-rank test of k groups, within strata and summed over them (Mantel 1966, Peto and Peto 1972), with the
/// hypergeometric variance that holds with ties. Either of rows, by `test`, or of tables of events and women at risk:
/// `begin`, `add_risk_set` for every time with an event (strata one after another), `conclude`.
class LogRank {
public:
    void begin(std::size_t groups);
    /// @param events, at_risk by group, whole numbers or expectations; with an event in one of them
    void add_risk_set(std::span<const double> events, std::span<const double> at_risk);
    void conclude();

    /// @param group 0 to groups - 1, one a row
    void test(const EventTimes& times, const TimeOrder& order, std::span<const std::uint32_t> group,
              std::size_t groups);

    [[nodiscard]] std::span<const double> observed() const { return observed_; }      ///< events by group
    [[nodiscard]] std::span<const double> expected() const { return expected_; }      ///< were all groups alike
    [[nodiscard]] std::span<const double> covariance() const { return covariance_; }  ///< of observed - expected
    [[nodiscard]] std::size_t degrees() const { return degrees_; }     ///< groups with expected events, less one
    [[nodiscard]] double chi_squared() const { return chi_squared_; }  ///< NaN where degrees is 0
    [[nodiscard]] double p_value() const { return p_value_; }
    /// Of the last group.
    [[nodiscard]] double observed_minus_expected() const { return observed_.back() - expected_.back(); }
    [[nodiscard]] double variance() const { return covariance_.back(); }
    /// (O - E)/sqrt(V) of the last group: with two, above 0 where the second has the higher hazard.
    [[nodiscard]] double z() const;
    /// (O - E)/V of the last group: with two, Peto's estimate of the logarithm of the hazard ratio (Yusuf et al. 1985).
    [[nodiscard]] double peto_log_ratio() const;

private:
    void add_stratum(const EventTimes& times, const TimeOrder& order, StratumRows rows,
                     std::span<const std::uint32_t> group);

    std::size_t groups_ = 0, degrees_ = 0;
    double chi_squared_ = undefined, p_value_ = undefined;
    std::vector<double> observed_, expected_, covariance_, events_, at_risk_, reduced_, difference_;
};

}  // namespace ibtr::survival
