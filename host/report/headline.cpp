#include <algorithm>
#include <array>
#include <cmath>

#include "estimate/stratified_error.hpp"
#include "report/run_files.hpp"

namespace ibtr {
namespace {

bool is_landmark(const Model& model, std::uint32_t bin) {
    return std::any_of(model.landmarks_years.begin(), model.landmarks_years.end(), [&](double years) {
        return static_cast<std::uint32_t>(std::lround(years * model.grid_per_year)) == bin;
    });
}

bool is_headline_proportion(const std::string& endpoint) {
    constexpr std::array shown{"os", "cif_local", "cif_distant"};
    return std::find(shown.begin(), shown.end(), endpoint) != shown.end();
}

Interval interval_of(std::span<const Interval> credible, std::size_t k) {
    return credible.empty() ? Interval{} : credible[k];
}

/// The exact counterpart of a line: the same functional of the expected tallies.
double exact_value(const Headline& line, const std::vector<Headline>& exact) {
    const auto place = std::find_if(exact.begin(), exact.end(), [&](const Headline& other) {
        return other.strategy == line.strategy && other.comparator == line.comparator &&
               other.population == line.population && other.endpoint == line.endpoint && other.bin == line.bin &&
               other.measure == line.measure;
    });
    return place == exact.end() ? std::numeric_limits<double>::quiet_NaN() : place->estimate.value;
}

}  // namespace

std::vector<Headline> headline(const Model& model, const Estimates& estimates, std::span<const Interval> curve_credible,
                               std::span<const Interval> contrast_credible) {
    std::vector<Headline> lines;
    for (std::size_t k = 0; k < estimates.curves.size(); ++k) {
        const CurvePoint& point = estimates.curves[k];
        const std::string& endpoint = estimates.curve_endpoints[point.endpoint];
        if (point.group != 0 || !is_headline_proportion(endpoint) || !is_landmark(model, point.bin)) continue;
        lines.push_back({point.strategy, std::nullopt, point.population, endpoint, point.bin, "proportion",
                         point.estimate, interval_of(curve_credible, k)});
    }
    for (std::size_t k = 0; k < estimates.contrasts.size(); ++k) {
        const Contrast& contrast = estimates.contrasts[k];
        const std::string& endpoint = estimates.contrast_endpoints[contrast.endpoint];
        const bool shown = contrast.measure == Measure::rr_alive || contrast.measure == Measure::rd;
        if (contrast.group != 0 || endpoint != "os" || !shown) continue;
        lines.push_back({contrast.strategy, contrast.comparator, contrast.population, endpoint, contrast.bin,
                         to_text(contrast.measure), contrast.estimate, interval_of(contrast_credible, k)});
    }
    return lines;
}

void compare_with_exact(std::vector<Headline>& lines, const Model& model, const Parameters& parameters,
                        const Population& population, const EventGraph& graph, const ExpectedTallies& expected,
                        std::span<const std::uint64_t> allocation) {
    const std::vector<Headline> exact = headline(model, estimate(model, parameters, population, graph, expected));
    for (Headline& line : lines) {
        line.exact = exact_value(line, exact);
        double standard_error = line.estimate.mc_se;
        if (!line.comparator)
            if (const auto stratified =
                    stratified_standard_error(model, parameters, population, graph, expected, allocation,
                                              {line.strategy, line.population, line.endpoint, line.bin}))
                standard_error = *stratified;
        if (standard_error > 0) line.z = (line.estimate.value - line.exact) / standard_error;
    }
}

}  // namespace ibtr
