#include "meta/forest_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ibtr::meta {
namespace {

constexpr double farthest = 3.6;  // of an interval from the pooled effect: a factor of 37, or a difference beyond 1
constexpr std::size_t fewest_ticks = 4;

/// Multiples of each power of ten at which an axis of ratios has ticks, coarse to fine.
const std::vector<std::vector<double>>& tick_multiples() {
    static const std::vector<std::vector<double>> sets{
        {1},
        {1, 3},
        {1, 2, 5},
        {1, 1.5, 2, 3, 4, 5, 6, 8},
        {1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8},
        {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 9.5}};
    return sets;
}

std::vector<std::pair<double, std::string>> ratio_ticks(double low, double high) {
    std::vector<std::pair<double, std::string>> ticks;
    for (const std::vector<double>& multiples : tick_multiples()) {
        ticks.clear();
        for (int decade = -6; decade <= 6; ++decade) {
            for (const double multiple : multiples) {
                const double ratio = multiple * std::pow(10.0, decade);
                if (std::log(ratio) >= low && std::log(ratio) <= high)
                    ticks.emplace_back(std::log(ratio), fmt::format("{:g}", ratio));
            }
        }
        if (ticks.size() >= fewest_ticks) break;
    }
    return ticks;
}

std::vector<std::pair<double, std::string>> difference_ticks(double low, double high) {
    const double rough = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
    std::vector<std::pair<double, std::string>> ticks;
    for (int i = static_cast<int>(std::ceil(low / step)); i * step <= high; ++i)
        ticks.emplace_back(i * step, fmt::format("{:g}", i * step));
    return ticks;
}

}  // namespace

ForestAxis forest_axis(const MetaAnalysis& analysis) {
    const Pooled& pooled = analysis.pooled;
    double low = std::min(0.0, pooled.ci.low), high = std::max(0.0, pooled.ci.high);
    const auto cover = [&](const Interval& interval) {
        if (std::isnan(interval.low)) return;
        low = std::min(low, std::max(interval.low, pooled.estimate - farthest));
        high = std::max(high, std::min(interval.high, pooled.estimate + farthest));
    };
    for (const StudyRow& study : analysis.table.studies) {
        cover({study.effect.estimate, study.effect.estimate});
        cover(own_interval(study.effect));
    }
    cover(pooled.prediction);
    const double margin = 0.04 * (high - low);
    ForestAxis axis{low - margin, high + margin, {}};
    axis.ticks = analysis.measure == EffectMeasure::rd ? difference_ticks(axis.low, axis.high)
                                                       : ratio_ticks(axis.low, axis.high);
    return axis;
}

}  // namespace ibtr::meta
