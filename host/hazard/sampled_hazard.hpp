#pragma once

#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// How far an approximate cumulative hazard G may lie from H without moving a survival by more than the
/// tolerance eps, for any multiplier m in [m1, m2].
///
/// Unconditional entry: exp(-mG) stays within eps of exp(-mH) where H - ln(1 + eps e^{mH}) / m <= G <=
/// H - ln(1 - eps e^{mH}) / m. Over m both widths are smallest at m H = 1 (up to a factor 1 + O(eps)), so at
/// m = 1/H kept within [m1, m2]. They grow with H; past the end, where exp(-m1 H) < eps, any G >= end does.
///
/// Conditional entry: exp(-m (G(x) - G(c))) moves by at most m (|dG(x)| + |dG(c)|), so each may be eps / (2 m2).
class SurvivalBand {
public:
    explicit SurvivalBand(const ApproximationBound& bound);

    /// Largest allowed H - G at cumulative hazard H.
    [[nodiscard]] long double below(long double cumulative) const;
    /// Largest allowed G - H at cumulative hazard H; infinite where no survival is left to err on.
    [[nodiscard]] long double above(long double cumulative) const;
    /// d ln(width) / dH.
    [[nodiscard]] long double growth(long double cumulative) const;
    /// Cumulative hazard past which H need not be followed; infinite for conditional entry.
    [[nodiscard]] long double end() const;

private:
    [[nodiscard]] long double worst_multiplier(long double cumulative) const;

    long double tolerance_, smallest_, largest_;
    bool conditional_;
};

/// A cumulative hazard by its values at points so close together that straight lines between them are as
/// good as the curve.
struct SampledHazard {
    std::vector<long double> x_years;     ///< ascending; first = start of the domain
    std::vector<long double> cumulative;  ///< H minus H at the first point, slope at most max_hazard_per_year
};

/// Width that the straight lines between samples use up, as a fraction of the band. Where H is convex or
/// concave between samples (smooth hazards: nearly everywhere) this is a bound, not an estimate.
inline constexpr long double sampling_share = 1.0L / 32;

/// Samples H on [low, high], denser where it bends more. H is followed up to the end of the band only.
SampledHazard sample_hazard(const CumulativeHazard& hazard, long double low_years, long double high_years,
                            const SurvivalBand& band);

/// The values of a piecewise-linear H at the ends of the domain and at every break within.
SampledHazard sample_breaks(const CumulativeHazard& hazard, long double low_years, long double high_years);

}  // namespace ibtr
