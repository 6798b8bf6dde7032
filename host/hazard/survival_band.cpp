#include "hazard/survival_band.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ibtr {

SurvivalBand::SurvivalBand(const ApproximationBound& bound)
    : tolerance_(bound.survival_tolerance),
      smallest_(bound.min_multiplier),
      largest_(bound.max_multiplier),
      conditional_(bound.conditional_entry) {}

long double SurvivalBand::worst_multiplier(long double cumulative) const {
    if (cumulative * largest_ <= 1) return largest_;
    return std::max(1 / cumulative, smallest_);
}

long double SurvivalBand::below(long double cumulative) const {
    if (conditional_) return tolerance_ / (2 * largest_);
    const long double m = worst_multiplier(cumulative);
    return std::log1p(tolerance_ * std::exp(std::min(m * cumulative, 1000.0L))) / m;
}

long double SurvivalBand::above(long double cumulative) const {
    if (conditional_) return tolerance_ / (2 * largest_);
    const long double m = worst_multiplier(cumulative);
    const long double lost = tolerance_ * std::exp(std::min(m * cumulative, 1000.0L));
    return lost < 1 ? -std::log1p(-lost) / m : std::numeric_limits<long double>::infinity();
}

long double SurvivalBand::growth(long double cumulative) const {
    return conditional_ ? 0 : worst_multiplier(cumulative);
}

long double SurvivalBand::end() const {
    return conditional_ ? std::numeric_limits<long double>::infinity() : -std::log(tolerance_) / smallest_;
}

}  // namespace ibtr
