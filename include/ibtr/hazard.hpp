#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// Baseline cumulative hazard H(x) of one transition on its own clock, x in years (or age in years).
/// Non-decreasing, H(0) = 0 on the time and sojourn clocks. Values are long double so that tables
/// come out the same on every machine once rounded to float32.
class CumulativeHazard {
public:
    virtual ~CumulativeHazard() = default;
    /// H(x) for x >= 0; finite everywhere.
    [[nodiscard]] virtual long double at(long double x_years) const = 0;
    /// Points where the hazard jumps (empty for smooth families), ascending; between two of them H is
    /// smooth. For piecewise-linear families H is linear between consecutive points.
    [[nodiscard]] virtual std::vector<double> breaks_years() const { return {}; }
    /// True where H is exactly linear between consecutive breaks (and after the last one).
    [[nodiscard]] virtual bool piecewise_linear() const { return false; }
};

/// Hazards above this are capped where tables are made (`approximate`): the approximate H rises at most this
/// fast and catches up where the true H allows. At 1e6 a year the mean sojourn is half a minute.
inline constexpr double max_hazard_per_year = 1e6;

/// Shifts in time below this are not errors: a third of a second. It counts only where the hazard is above
/// tolerance / resolution (50 a year and more), and keeps the number of pieces finite where it explodes.
inline constexpr double time_resolution_years = 1e-8;

/// A hazard for one set of parameter values.
/// @throws UsageError where Royston-Parmar coefficients give a negative hazard.
std::unique_ptr<CumulativeHazard> make_cumulative_hazard(const HazardSpec& spec, const Model& model,
                                                         const Parameters& parameters);

/// What of a transition's hazard is more than a factor: which spec, and which of its hazard ratios change with time.
/// Equal forms of one transition are the same function, whatever the parameters.
struct HazardForm {
    std::size_t place = 0;              ///< 0: Transition::hazard; else place - 1 in Transition::hazard_where
    std::vector<std::size_t> changing;  ///< in Transition::hazard_ratios, ascending
    auto operator<=>(const HazardForm&) const = default;
};

/// The form of a transition under a strategy at the given factor levels (parallel to Model::factors).
HazardForm hazard_form(const Transition& transition, StrategyIndex strategy, const std::vector<std::size_t>& levels);

const HazardSpec& spec_of(const Transition& transition, const HazardForm& form);

/// Cumulative hazard of a form: of its spec, dH multiplied by the values of its changing ratios.
std::unique_ptr<CumulativeHazard> make_cumulative_hazard(const Transition& transition, const HazardForm& form,
                                                         const Model& model, const Parameters& parameters);

/// Product of a transition's constant hazard ratios that hold for a strategy at the given
/// factor levels (parallel to Model::factors); 1 where none does, 0 where the transition never happens.
double hazard_multiplier(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                         const std::vector<std::size_t>& levels);

/// A cumulative hazard replaced by straight pieces: H is linear from knot j to knot j + 1.
struct PiecewiseHazard {
    std::vector<double> x_years;     ///< knots, ascending, first = start of the domain, last = its end
    std::vector<double> cumulative;  ///< H at the knots minus H at the first knot; first = 0
};

/// What the approximation must respect.
struct ApproximationBound {
    double low_years = 0;  ///< domain of the clock value
    double high_years = 0;
    double max_multiplier = 1;  ///< largest and smallest non-zero multiplier that will scale H
    double min_multiplier = 1;
    bool conditional_entry = false;  ///< the clock may start above `low` (age, or time in later states)
    double survival_tolerance = 1e-6;
};

/// Smallest number of straight pieces whose survival exp(-m (H(x) - H(c))) differs from the true one by
/// at most the tolerance, for every multiplier m in the range, every x, and every entry c (c = low only
/// where entry is unconditional); up to time_resolution_years and the cap on hazards. Exact, with one piece
/// a break, for piecewise-linear families.
/// Knots lie off the curve by up to the allowed error. The number of pieces grows as tolerance^(-1/2), about
/// the integral of sqrt(|H''| / (16 w)) over the domain, w being the allowed error of H.
PiecewiseHazard approximate(const CumulativeHazard& hazard, const ApproximationBound& bound);

}  // namespace ibtr
