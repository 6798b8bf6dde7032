#include "uncertainty/match.hpp"

#include <cmath>
#include <functional>

#include "base/roots.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::match {
namespace {

using extended::high_tail;
using extended::low_tail;
using extended::Real;

/// Root of a monotone function in [low, high], to 2^-52 of its size. @return nothing where both ends have the same sign
std::optional<Real> root(const std::function<Real(Real)>& function, Real low, Real high) {
    return find_root(function, low, high, {.bits = 52, .most_steps = 200});
}

Distribution make(DistributionFamily family, Real first, Real second) {
    return {family, static_cast<double>(first), static_cast<double>(second)};
}

/// A family of two parameters: `location` moves the distribution, the logarithm of `spread` widens it.
struct Search {
    Real lowest_location, highest_location;
    Real narrowest, widest;  ///< logarithms
};

/// The member for which `centre` is 0 (solved by location at each spread) and `width` is 0 (solved by spread).
/// @param make_member (location, spread) -> Distribution
template <class MakeMember, class Centre, class Width>
std::optional<Distribution> solve_pair(const Search& search, MakeMember make_member, Centre centre, Width width) {
    const auto location_at = [&](Real spread) {
        return root([&](Real location) { return centre(make_member(location, spread)); }, search.lowest_location,
                    search.highest_location);
    };
    bool solvable = true;
    const auto mismatch = [&](Real log_spread) {
        const Real spread = std::exp(log_spread);
        const auto location = location_at(spread);
        solvable = solvable && location.has_value();
        return location ? width(make_member(*location, spread)) : Real{0};
    };
    const auto log_spread = root(mismatch, search.narrowest, search.widest);
    if (!log_spread || !solvable) return std::nullopt;
    return make_member(*location_at(std::exp(*log_spread)), std::exp(*log_spread));
}

/// Beta by the logit of its mean and a spread s: alpha + beta = 1 / s.
Distribution beta_member(Real logit, Real spread) {
    const Real mean = 1 / (1 + std::exp(-logit));
    return make(DistributionFamily::beta, mean / spread, (1 - mean) / spread);
}

constexpr Search beta_search{-20, 20, -20, 3};

}  // namespace

std::optional<Distribution> gamma_interval(double low, double high) {
    const auto unit = [](Real log_shape, Real probability) {
        return extended::quantile(make(DistributionFamily::gamma, std::exp(log_shape), 1), probability);
    };
    const Real ratio = std::log(Real{high} / Real{low});
    const auto log_shape =
        root([&](Real x) { return std::log(unit(x, high_tail)) - std::log(unit(x, low_tail)) - ratio; }, -3, 20);
    if (!log_shape) return std::nullopt;
    return make(DistributionFamily::gamma, std::exp(*log_shape), Real{high} / unit(*log_shape, high_tail));
}

std::optional<Distribution> gamma_median(double median, double standard_deviation) {
    const auto unit_median = [](Real log_shape) {
        return extended::quantile(make(DistributionFamily::gamma, std::exp(log_shape), 1), 0.5L);
    };
    const Real ratio = Real{standard_deviation} / Real{median};
    const auto log_shape = root([&](Real x) { return std::exp(x / 2) / unit_median(x) - ratio; }, -3, 20);
    if (!log_shape) return std::nullopt;
    return make(DistributionFamily::gamma, std::exp(*log_shape), Real{median} / unit_median(*log_shape));
}

std::optional<Distribution> beta_interval(double low, double high) {
    return solve_pair(
        beta_search, beta_member, [&](const Distribution& d) { return extended::cumulative(d, low) - low_tail; },
        [&](const Distribution& d) { return extended::cumulative(d, high) - high_tail; });
}

std::optional<Distribution> beta_median(double median, double standard_deviation) {
    return solve_pair(
        beta_search, beta_member, [&](const Distribution& d) { return extended::cumulative(d, median) - 0.5L; },
        [&](const Distribution& d) { return extended::standard_deviation(d) - Real{standard_deviation}; });
}

std::optional<Distribution> truncated_normal_interval(const Distribution& cut, double low, double high) {
    const Real width = Real{high} - Real{low};
    const auto member = [&](Real location, Real spread) {
        Distribution d = cut;
        d.first = static_cast<double>(Real{low} + location * spread * width);
        d.second = static_cast<double>(spread * width);
        return d;
    };
    return solve_pair(
        {-60, 60, std::log(0.1L), std::log(10.0L)}, member,
        [&](const Distribution& d) { return extended::cumulative(d, low) - low_tail; },
        [&](const Distribution& d) { return extended::cumulative(d, high) - high_tail; });
}

std::optional<Distribution> truncated_normal_mean(const Distribution& cut, double mean, double standard_deviation) {
    const auto member = [&](Real location, Real spread) {
        Distribution d = cut;
        d.second = static_cast<double>(spread * Real{standard_deviation});
        d.first = static_cast<double>(Real{mean} + location * spread * Real{standard_deviation});
        return d;
    };
    return solve_pair(
        {-60, 60, std::log(0.9L), std::log(30.0L)}, member,
        [&](const Distribution& d) { return extended::mean(d) - Real{mean}; },
        [&](const Distribution& d) { return extended::standard_deviation(d) - Real{standard_deviation}; });
}

std::optional<Distribution> interval_about_mode(DistributionFamily family, double mode, double low, double high) {
    // On [0, 1] the mode's place decides the ratio of the two half intervals; the width then follows.
    const auto unit = [&](Real place) { return Distribution{family, static_cast<double>(place), 0, 0, 1}; };
    const Real below = Real{mode} - Real{low}, above = Real{high} - Real{mode};
    const auto place = root(
        [&](Real x) {
            const Distribution d = unit(x);
            return (static_cast<Real>(d.first) - extended::quantile(d, low_tail)) * above -
                   (extended::quantile(d, high_tail) - static_cast<Real>(d.first)) * below;
        },
        0.0L, 1.0L);
    if (!place) return std::nullopt;
    const Distribution d = unit(*place);
    const Real scale = (above + below) / (extended::quantile(d, high_tail) - extended::quantile(d, low_tail));
    return Distribution{family, mode, 0, static_cast<double>(Real{mode} - *place * scale),
                        static_cast<double>(Real{mode} + (1 - *place) * scale)};
}

}  // namespace ibtr::match
