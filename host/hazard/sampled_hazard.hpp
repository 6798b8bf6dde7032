#pragma once

#include <vector>

#include "hazard/survival_band.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {

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
