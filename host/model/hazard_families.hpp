#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// Where a number must lie to mean anything.
enum class Domain : std::uint8_t {
    any,
    non_negative,
    positive,
    probability,  ///< 0 to 1
};

/// What a number stands for: the units of parameters that may be put in its place, and its domain.
struct NumberRule {
    std::span<const std::string_view> units;
    Domain domain;
};

namespace number_rules {
inline constexpr std::string_view rate_units[]{"per_year"};
inline constexpr std::string_view year_units[]{"years"};
inline constexpr std::string_view ratio_units[]{"ratio", "none"};
inline constexpr std::string_view probability_units[]{"probability", "none"};
inline constexpr std::string_view weight_units[]{"probability", "ratio", "none"};
inline constexpr std::string_view log_units[]{"log_ratio", "none"};
inline constexpr std::string_view plain_units[]{"none", "ratio", "log_ratio"};

inline constexpr NumberRule rate{rate_units, Domain::non_negative};
inline constexpr NumberRule slope_per_year{rate_units, Domain::any};
inline constexpr NumberRule scale_years{year_units, Domain::positive};
inline constexpr NumberRule shape{ratio_units, Domain::positive};
inline constexpr NumberRule spread{plain_units, Domain::positive};
inline constexpr NumberRule location{log_units, Domain::any};
inline constexpr NumberRule coefficient{plain_units, Domain::any};
inline constexpr NumberRule positive_rate{rate_units, Domain::positive};
inline constexpr NumberRule not_negative{plain_units, Domain::non_negative};
inline constexpr NumberRule hazard_ratio{ratio_units, Domain::non_negative};
inline constexpr NumberRule probability{probability_units, Domain::probability};
inline constexpr NumberRule weight{weight_units, Domain::probability};
}  // namespace number_rules

/// A config key of a hazard family that holds one coefficient, or (for `list_key`) one an entry.
struct CoefficientRule {
    std::string_view key;
    NumberRule number;
};

/// How a hazard family is written in a config; coefficients in the order of HazardSpec::coefficients.
struct FamilyRule {
    HazardFamily family;
    std::string_view name;
    std::vector<CoefficientRule> scalars;
    std::optional<CoefficientRule> list;  ///< a coefficient for each knot
    std::string_view knots_key;           ///< empty where the family has no knots
};

/// All families, in the order of HazardFamily.
std::span<const FamilyRule> family_rules();

/// The rule of one family.
const FamilyRule& family_rule(HazardFamily family);

/// Whether a family is a natural cubic spline in log time, on any scale.
inline bool is_spline(HazardFamily family) {
    return family == HazardFamily::royston_parmar || family == HazardFamily::spline_odds ||
           family == HazardFamily::spline_normal;
}

/// The values that a clock takes while women are followed. What a hazard is beyond them no result depends on.
struct ClockSpan {
    double low_years, high_years;
};
ClockSpan clock_span(const Model& model, Clock clock);

/// Slope of a Royston-Parmar log cumulative hazard over log time, at log time x: restricted cubic spline
/// with the knots' first and last as boundaries (Royston and Parmar 2002, Stat Med 21:2175).
double royston_parmar_slope(std::span<const double> gamma, std::span<const double> knots_log_years, double x);

}  // namespace ibtr
