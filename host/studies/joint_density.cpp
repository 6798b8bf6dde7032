#include "studies/joint_density.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "base/statistics.hpp"

namespace ibtr::studies {

JointDensity joint_density(std::span<const double> first, std::span<const double> second, double at_first,
                           double at_second) {
    constexpr std::size_t tenths = 10, fewest = 100;
    std::vector<std::pair<double, double>> pairs;
    Moments of_first, of_second;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (std::isnan(first[i]) || std::isnan(second[i])) continue;
        pairs.emplace_back(first[i], second[i]);
        of_first.add(first[i]);
        of_second.add(second[i]);
    }
    const auto n = static_cast<double>(pairs.size());
    if (pairs.size() < fewest) return {undefined, undefined};
    const auto width = [&](const Moments& moments) {
        return std::sqrt(moments.squared_deviations() / (n - 1)) * std::pow(n, -1.0 / 6);
    };
    const double wide_1 = width(of_first), wide_2 = width(of_second);
    if (!(wide_1 > 0) || !(wide_2 > 0)) return {undefined, undefined};
    std::array<Moments, tenths> parts;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double u = (pairs[i].first - at_first) / wide_1, v = (pairs[i].second - at_second) / wide_2;
        parts[i % tenths].add(std::exp(-(u * u + v * v) / 2) / (2 * std::numbers::pi * wide_1 * wide_2));
    }
    std::vector<double> means;
    means.reserve(tenths);
    for (const Moments& part : parts) means.push_back(part.mean());
    const double density = mean(means);
    return {density, std::sqrt(sample_variance(means, density) / static_cast<double>(tenths))};
}

}  // namespace ibtr::studies
