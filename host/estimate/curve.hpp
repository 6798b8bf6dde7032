#pragma once

#include <cstddef>
#include <vector>

#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"

namespace ibtr {

/// What an endpoint's curve says at one time: its own number, and the shares of women without and with the event where
/// it is one of events. NaN where undefined.
struct CurveValue {
    double own, alive, event;
};

/// How a curve is read at a time.
enum class Reading : std::uint8_t {
    at_ends,      ///< times are ends of intervals
    interpolated  ///< any time: in the logarithm of the share alive, which is linear where the hazard is constant; a
                  ///< mean by the area under that
};

/// Log of (1 - d/n)^(d_k/d): n women at risk at the start of the interval, d events, d_k of the cause of interest. The
/// product over short intervals is exp(-int h_k dt), the limit of Kaplan-Meier with other causes censored. Where nobody
/// is left at risk the curve stays as it is: 0. NaN where it is not known how many are.
/// @param at_risk, of_interest cumulative events
double log_net_survival_step(const double* at_risk, const double* of_interest, std::size_t interval);

/// The curves of women.
class CurveReader {
public:
    /// The arguments must outlive this object.
    CurveReader(const SeriesGrids& grids, double bins_per_year, Reading reading);

    /// An endpoint's curve at times [bins, ascending, at most the grid's end] @param values one a time
    void read(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times, CurveValue* values) const;

private:
    void read_at_ends(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                      CurveValue* values) const;
    void read_between(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                      CurveValue* values) const;
    /// A restricted mean, whatever the time: the areas of whole intervals, and of the last one in part.
    void read_mean_between(const Endpoint& endpoint, const Arm& arm, const std::vector<double>& times,
                           CurveValue* values) const;
    /// Log of the share alive at the start, then at the end of each of some intervals.
    [[nodiscard]] std::vector<double> log_alive(const Endpoint& endpoint, const Arm& arm, std::size_t intervals) const;
    /// Sums of steps, one an interval, up to every time. @param use (index of the time, sum)
    template <class Use>
    static void cumulate(const TimeGrid& grid, const std::vector<double>& times, const double* steps, Use use);

    const SeriesGrids& grids_;
    double bins_per_year_;
    Reading reading_;
};

}  // namespace ibtr
