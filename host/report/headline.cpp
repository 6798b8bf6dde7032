#include <algorithm>
#include <cmath>
#include <optional>

#include "estimate/rare_events.hpp"
#include "estimate/standard_error.hpp"
#include "model/endpoint_rules.hpp"
#include "report/run_files.hpp"

namespace ibtr {
namespace {

bool is_landmark(const Model& model, const Quantity& quantity) {
    const std::uint32_t bin = quantity.bin(model.grid_per_year);
    return std::any_of(model.landmarks_years.begin(), model.landmarks_years.end(), [&](double years) {
        return static_cast<std::uint32_t>(std::lround(years * model.grid_per_year)) == bin;
    });
}

/// Overall survival and the incidence of every endpoint of the config.
bool is_headline_proportion(const std::string& endpoint) {
    return endpoint == survival_name || kind_of_endpoint(endpoint) == EndpointKind::incidence;
}

/// The exact counterpart of a line: the same functional of the expected tallies.
double exact_value(const Headline& line, const std::vector<Headline>& exact) {
    const Quantity& wanted = line;
    const auto place = std::find_if(exact.begin(), exact.end(), [&](const Quantity& other) { return other == wanted; });
    return place == exact.end() ? undefined : place->estimate.value;
}

}  // namespace

std::vector<Headline> headline(const Model& model, const Estimates& estimates, std::span<const Interval> curve_credible,
                               std::span<const Interval> contrast_credible) {
    std::vector<Headline> lines;
    for (std::size_t k = 0; k < estimates.curves.size(); ++k) {
        const CurvePoint& point = estimates.curves[k];
        if (!point.group.empty() || !is_headline_proportion(point.endpoint) || !is_landmark(model, point)) continue;
        lines.push_back({point, point.estimate, interval_of(curve_credible, k)});
        lines.back().measure = Measure::proportion;
    }
    for (std::size_t k = 0; k < estimates.contrasts.size(); ++k) {
        const Contrast& contrast = estimates.contrasts[k];
        const bool shown = contrast.measure == Measure::rr_alive || contrast.measure == Measure::rd;
        if (!contrast.group.empty() || contrast.endpoint != survival_name || !shown) continue;
        lines.push_back({contrast, contrast.estimate, interval_of(contrast_credible, k)});
    }
    return lines;
}

void compare_with_exact(std::vector<Headline>& lines, const Cohort& cohort, const ExpectedTallies& expected,
                        std::span<const std::uint64_t> allocation) {
    const std::vector<Headline> exact = headline(cohort.model, estimate(cohort, expected));
    for (Headline& line : lines) {
        line.exact = exact_value(line, exact);
        double standard_error = line.estimate.mc_se;
        std::optional<double> stratified;
        if (!line.comparator) stratified = stratified_standard_error(cohort, expected, allocation, line);
        if (stratified) standard_error = *stratified;
        if (!(standard_error > 0)) continue;
        line.z = (line.estimate.value - line.exact) / standard_error;
        const double women = line.exact * (1 - line.exact) / (standard_error * standard_error);
        if (stratified && women * std::min(line.exact, 1 - line.exact) < rarely)
            line.z = binomial_score(women, line.estimate.value, line.exact);
    }
}

}  // namespace ibtr
