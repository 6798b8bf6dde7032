#include "solve/turning_point.hpp"

#include <cmath>

namespace ibtr {
namespace {

/// Distance from the wanted number on the side of the curve: below 0 beyond it.
using Distance = std::function<double(double)>;

/// The lowest place between two by golden sections (Kiefer 1953), or the first below 0.
std::pair<double, double> lowest_between(const Distance& distance, double left, double right) {
    constexpr double golden = 0.6180339887498949;
    constexpr int sections = 24;  // 0.618^24 = 1e-5
    double a = right - golden * (right - left), b = left + golden * (right - left);
    double at_a = distance(a), at_b = distance(b);
    for (int k = 0; k < sections && at_a > 0 && at_b > 0; ++k) {
        if (at_a < at_b) {
            right = b;
            b = a;
            at_b = at_a;
            a = right - golden * (right - left);
            at_a = distance(a);
        } else {
            left = a;
            a = b;
            at_a = at_b;
            b = left + golden * (right - left);
            at_b = distance(b);
        }
    }
    return at_a < at_b ? std::pair(a, at_a) : std::pair(b, at_b);
}

}  // namespace

std::optional<TurningPoint> turn_towards(const std::function<double(double)>& difference, const Curve& curve,
                                         double wanted, std::size_t i) {
    const double here = curve[i].second - wanted;
    if (!std::isfinite(here) || here == 0) return std::nullopt;
    const double side = here > 0 ? 1 : -1;
    const auto is_further = [&](std::size_t k) { return side * (curve[k].second - wanted) > side * here; };
    const bool has_left = i > 0, has_right = i + 1 < curve.size();
    if ((has_left && !is_further(i - 1)) || (has_right && !is_further(i + 1))) return std::nullopt;
    const double x = curve[i].first;
    const double left = has_left ? curve[i - 1].first : x, right = has_right ? curve[i + 1].first : x;
    const Distance distance = [&](double at) { return side * difference(at); };
    if (!has_left || !has_right) {
        constexpr double beside = 0.01;
        const double near = has_right ? std::lerp(x, right, beside) : std::lerp(x, left, beside);
        if (!(distance(near) < side * here)) return std::nullopt;
    }
    const auto [lowest, value] = lowest_between(distance, left, right);
    return TurningPoint{lowest, side * value, left, right};
}

}  // namespace ibtr
