#include "hazard/sampled_hazard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace ibtr {
namespace {

struct Point {
    long double x, cumulative;
};

long double slope(Point a, Point b) {
    return (b.cumulative - a.cumulative) / (b.x - a.x);
}

/// Distance of a point from the chord between two others.
long double sag(Point a, Point middle, Point b) {
    return std::abs(middle.cumulative - (a.cumulative + slope(a, b) * (middle.x - a.x)));
}

/// Bisects until quarters of an interval are straight enough.
class Sampler {
public:
    Sampler(const CumulativeHazard& hazard, long double origin, const SurvivalBand& band)
        : hazard_(hazard), origin_(hazard.at(origin)), band_(band) {}

    [[nodiscard]] Point at(long double x) const { return {x, hazard_.at(x) - origin_}; }

    /// Appends the samples of (a, b].
    void sample(Point a, Point b) { sample(a, at((a.x + b.x) / 2), b); }

    void append(Point next) {
        if (!samples_.x_years.empty()) {
            const long double most =
                samples_.cumulative.back() + max_hazard_per_year * (next.x - samples_.x_years.back());
            next.cumulative = std::clamp(next.cumulative, samples_.cumulative.back(), most);
        }
        samples_.x_years.push_back(next.x);
        samples_.cumulative.push_back(next.cumulative);
    }

    [[nodiscard]] SampledHazard take() { return std::move(samples_); }

private:
    /// Bisection stops here: quarters are still told apart in double at age 150.
    static constexpr long double narrowest_years = time_resolution_years / 8192;

    void sample(Point a, Point c, Point b) {
        const Point left = at((a.x + c.x) / 2), right = at((c.x + b.x) / 2);
        if (b.x - a.x <= narrowest_years || straight({a, left, c, right, b})) {
            for (const Point p : {left, c, right, b}) append(p);
            return;
        }
        sample(a, left, c);
        sample(c, right, b);
    }

    /// For convex or concave H the largest sag over an interval is at most twice that of its middle; the
    /// quarters that become samples sag about a quarter of their half.
    [[nodiscard]] bool straight(const std::array<Point, 5>& p) const {
        const long double rise = p[4].cumulative - p[0].cumulative;
        const long double width = std::max(band_.below(p[0].cumulative), time_resolution_years * slope(p[0], p[4]));
        const long double allowed = sampling_share * width;
        if (rise <= allowed / 2) return true;
        bool capped = true, fine = true;
        for (std::size_t i = 0; i < 4; ++i) {
            capped = capped && slope(p[i], p[i + 1]) > max_hazard_per_year;
            // The width, taken as straight between samples, is convex: too large by at most 1/8^2 / 8.
            fine = fine && band_.growth(p[i].cumulative) * (p[i + 1].cumulative - p[i].cumulative) <= 0.125L;
        }
        if (capped) return true;
        return fine && sag(p[0], p[1], p[2]) <= allowed && sag(p[2], p[3], p[4]) <= allowed &&
               sag(p[0], p[2], p[4]) <= 8 * allowed;
    }

    const CumulativeHazard& hazard_;
    long double origin_;
    const SurvivalBand& band_;
    SampledHazard samples_;
};

/// First point (to the last bit) at which H - H(low) reaches the level, or `high` where it does not.
long double reach(const Sampler& sampler, long double low, long double high, long double level) {
    if (sampler.at(high).cumulative <= level) return high;
    for (int step = 0; step < 128; ++step) {
        const long double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (sampler.at(middle).cumulative < level ? low : high) = middle;
    }
    return high;
}

/// The ends of the domain and the breaks within.
std::vector<long double> sections(const CumulativeHazard& hazard, long double low, long double high) {
    std::vector<long double> ends{low};
    for (const double point : hazard.breaks_years())
        if (point > low && point < high) ends.push_back(point);
    ends.push_back(high);
    return ends;
}

}  // namespace

SampledHazard sample_hazard(const CumulativeHazard& hazard, long double low_years, long double high_years,
                            const SurvivalBand& band) {
    /// Intervals that bisection starts from: a rise between any two of their quarters is seen.
    constexpr int first_intervals = 8;
    Sampler sampler(hazard, low_years, band);
    const long double end = reach(sampler, low_years, high_years, band.end());
    const std::vector<long double> ends = sections(hazard, low_years, end);
    sampler.append({low_years, 0});
    for (std::size_t s = 0; s + 1 < ends.size(); ++s) {
        Point from = sampler.at(ends[s]);
        for (int i = 1; i <= first_intervals; ++i) {
            const long double share = static_cast<long double>(i) / first_intervals;
            const Point to = sampler.at(std::lerp(ends[s], ends[s + 1], share));
            sampler.sample(from, to);
            from = to;
        }
    }
    return sampler.take();
}

SampledHazard sample_breaks(const CumulativeHazard& hazard, long double low_years, long double high_years) {
    Sampler sampler(hazard, low_years, SurvivalBand({}));
    for (const long double x : sections(hazard, low_years, high_years)) sampler.append(sampler.at(x));
    return sampler.take();
}

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
