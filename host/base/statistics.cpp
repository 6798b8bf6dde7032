#include "base/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>

#include "base/quantile_place.hpp"

namespace ibtr {
double t_975(double degrees) {
    if (!(degrees > 0)) return undefined;
    return boost::math::quantile(boost::math::students_t(degrees), 0.975);
}

double mean(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double sample_variance(std::span<const double> values, double mean) {
    if (values.size() < 2) return undefined;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return squares / static_cast<double>(values.size() - 1);
}

double sorted_quantile(std::span<const double> sorted, double p) {
    const QuantilePlace place(sorted.size(), p);
    if (place.below + 1 >= sorted.size()) return sorted.back();
    return sorted[place.below] + place.share * (sorted[place.below + 1] - sorted[place.below]);
}

double quantile(std::span<double> values, double p) {
    const QuantilePlace place(values.size(), p);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place.below);
    const bool last = at + 1 == values.end();
    // The neighbour is looked for on the side where fewer values are.
    const bool low = !last && place.below < values.size() / 2;
    std::nth_element(values.begin(), low ? at + 1 : at, values.end());
    if (last) return *at;
    const double below = low ? *std::max_element(values.begin(), at + 1) : *at;
    const double above = low ? *(at + 1) : *std::min_element(at + 1, values.end());
    return below + place.share * (above - below);
}

double weighted_quantile(std::span<const std::pair<double, double>> sorted, double weight) {
    double reached = 0;
    for (const auto& [value, own] : sorted)
        if ((reached += own) >= weight) return value;
    return sorted.back().first;
}

}  // namespace ibtr
