#include "model/hazard_families.hpp"

#include <algorithm>

namespace ibtr {

std::span<const FamilyRule> family_rules() {
    using namespace number_rules;
    static const std::vector<FamilyRule> rules{
        {HazardFamily::exponential, "exponential", {{"rate_per_year", rate}}, {}, ""},
        {HazardFamily::weibull, "weibull", {{"shape", shape}, {"scale_years", scale_years}}, {}, ""},
        {HazardFamily::gompertz, "gompertz", {{"shape_per_year", slope_per_year}, {"rate_per_year", rate}}, {}, ""},
        {HazardFamily::lognormal, "lognormal", {{"meanlog", location}, {"sdlog", spread}}, {}, ""},
        {HazardFamily::loglogistic, "loglogistic", {{"shape", shape}, {"scale_years", scale_years}}, {}, ""},
        {HazardFamily::generalised_gamma,
         "generalised_gamma",
         {{"mu", location}, {"sigma", spread}, {"q", coefficient}},
         {},
         ""},
        {HazardFamily::piecewise_constant,
         "piecewise_constant",
         {},
         CoefficientRule{"rates_per_year", rate},
         "starts_years"},
        {HazardFamily::royston_parmar, "royston_parmar", {}, CoefficientRule{"gamma", coefficient}, "knots_log_years"},
        {HazardFamily::life_table, "life_table", {}, {}, ""},
        {HazardFamily::probability, "probability", {{"probability", probability}}, {}, ""},
        {HazardFamily::probabilities,
         "probabilities",
         {},
         CoefficientRule{"probabilities", probability},
         "starts_years"},
        {HazardFamily::gamma, "gamma", {{"shape", shape}, {"rate_per_year", positive_rate}}, {}, ""},
        {HazardFamily::generalised_f,
         "generalised_f",
         {{"mu", location}, {"sigma", spread}, {"q", coefficient}, {"p", not_negative}},
         {},
         ""},
        {HazardFamily::spline_odds, "spline_odds", {}, CoefficientRule{"gamma", coefficient}, "knots_log_years"},
        {HazardFamily::spline_normal, "spline_normal", {}, CoefficientRule{"gamma", coefficient}, "knots_log_years"},
        {HazardFamily::cumulative_hazard,
         "cumulative_hazard",
         {},
         CoefficientRule{"cumulative", not_negative},
         "times_years"},
    };
    return rules;
}

const FamilyRule& family_rule(HazardFamily family) {
    return family_rules()[static_cast<std::size_t>(family)];
}

ClockSpan clock_span(const Model& model, Clock clock) {
    const auto ages = model.age_factor();
    if (clock != Clock::age || !ages) return {0, model.horizon_years};
    const std::vector<AgeBand>& bands = model.factors[*ages].age_bands;
    ClockSpan span{bands.front().low_years, bands.front().high_years};
    for (const AgeBand& band : bands) {
        span.low_years = std::min(span.low_years, band.low_years);
        span.high_years = std::max(span.high_years, band.high_years);
    }
    span.high_years += model.horizon_years;
    return span;
}

double royston_parmar_slope(std::span<const double> gamma, std::span<const double> knots_log_years, double x) {
    const double first = knots_log_years.front();
    const double last = knots_log_years.back();
    const auto slope_above = [x](double knot) {
        const double distance = std::max(0.0, x - knot);
        return 3 * distance * distance;
    };
    double slope = gamma[1];
    for (std::size_t j = 1; j + 1 < knots_log_years.size(); ++j) {
        const double lambda = (last - knots_log_years[j]) / (last - first);
        slope += gamma[j + 1] *
                 (slope_above(knots_log_years[j]) - lambda * slope_above(first) - (1 - lambda) * slope_above(last));
    }
    return slope;
}

}  // namespace ibtr
