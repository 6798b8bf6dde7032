#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "hazard/sampled_hazard.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {
namespace {

using Column = std::vector<long double>;

/// Gates at the samples: a non-decreasing path of straight pieces through all of them is close enough to H.
struct Tube {
    Column x, lower, upper, middle;
};

/// @param reached_end whether the samples stop where H has reached the end of the band
Tube make_tube(const SampledHazard& samples, const SurvivalBand& band, bool reached_end) {
    const Column& x = samples.x_years;
    const Column& h = samples.cumulative;
    const std::size_t n = x.size();
    Tube tube{x, h, h, h};
    for (std::size_t i = 1; i < n; ++i) {
        long double hazard = (h[i] - h[i - 1]) / (x[i] - x[i - 1]);
        if (i + 1 < n) hazard = std::min(hazard, (h[i + 1] - h[i]) / (x[i + 1] - x[i]));
        const long double in_time = time_resolution_years * hazard;
        tube.lower[i] -= (1 - sampling_share) * std::max(band.below(h[i]), in_time);
        tube.upper[i] += (1 - sampling_share) * std::max(band.above(h[i]), in_time);
    }
    if (reached_end) tube.lower[n - 1] = h[n - 1];
    // A path that never falls stays within gates that never fall: tightening them loses nothing.
    for (std::size_t i = 1; i < n; ++i) tube.lower[i] = std::max(tube.lower[i], tube.lower[i - 1]);
    for (std::size_t i = n - 1; i > 0; --i) tube.upper[i - 1] = std::min(tube.upper[i - 1], tube.upper[i]);
    return tube;
}

/// Slopes of the straight lines from a point through all gates passed so far.
struct Wedge {
    long double lowest = 0;
    long double highest = std::numeric_limits<long double>::infinity();

    [[nodiscard]] Wedge narrowed(long double dx, long double lower, long double upper) const {
        return {std::max(lowest, lower / dx), std::min(highest, upper / dx)};
    }
    [[nodiscard]] bool empty() const { return lowest > highest; }
};

/// The fewest straight pieces through the tube from H at its first sample: each goes as far as one can. A
/// piece ends on the side of the tube from which the next sees farthest: the upper one where H bends down,
/// the lower one where it bends up. Where H bends one way throughout this is the least number of pieces of
/// any path with knots at samples (a greedy minimum-link path, Imai and Iri 1986), some sqrt(2) fewer than
/// interpolation needs.
PiecewiseHazard fewest_pieces(const Tube& tube) {
    const std::size_t last = tube.x.size() - 1;
    PiecewiseHazard pieces{{static_cast<double>(tube.x[0])}, {0}};
    std::size_t from = 0;
    long double value = 0;
    while (from < last) {
        Wedge wedge;
        std::size_t to = from;
        bool bends_up = false;
        while (to < last) {
            const std::size_t next = to + 1;
            const Wedge narrower =
                wedge.narrowed(tube.x[next] - tube.x[from], tube.lower[next] - value, tube.upper[next] - value);
            if (narrower.empty()) {
                bends_up = narrower.lowest > wedge.lowest;
                break;
            }
            wedge = narrower;
            to = next;
        }
        const long double dx = tube.x[to] - tube.x[from];
        const long double lowest = value + dx * wedge.lowest, highest = value + dx * wedge.highest;
        if (to == last)
            value = std::clamp(tube.middle[to], lowest, highest);
        else
            value = bends_up ? lowest : highest;
        from = to;
        pieces.x_years.push_back(static_cast<double>(tube.x[to]));
        pieces.cumulative.push_back(static_cast<double>(value));
    }
    return pieces;
}

/// Lets the last piece run on to the end of the domain.
void extend(PiecewiseHazard& pieces, double high_years) {
    const std::size_t last = pieces.x_years.size() - 1;
    const double slope =
        (pieces.cumulative[last] - pieces.cumulative[last - 1]) / (pieces.x_years[last] - pieces.x_years[last - 1]);
    pieces.cumulative[last] += slope * (high_years - pieces.x_years[last]);
    pieces.x_years[last] = high_years;
}

}  // namespace

PiecewiseHazard approximate(const CumulativeHazard& hazard, const ApproximationBound& bound) {
    const long double low = bound.low_years, high = bound.high_years;
    if (hazard.piecewise_linear()) {
        const SampledHazard samples = sample_breaks(hazard, low, high);
        return {{samples.x_years.begin(), samples.x_years.end()},
                {samples.cumulative.begin(), samples.cumulative.end()}};
    }
    const SurvivalBand band(bound);
    const SampledHazard samples = sample_hazard(hazard, low, high, band);
    const bool reached_end = samples.x_years.back() < high;
    PiecewiseHazard pieces = fewest_pieces(make_tube(samples, band, reached_end));
    if (reached_end) extend(pieces, bound.high_years);
    return pieces;
}

}  // namespace ibtr
