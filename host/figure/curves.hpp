#pragma once

#include "figure/kinds.hpp"

namespace ibtr::figure {

/// A point of curves.csv.
struct CurveRow {
    double years = 0, value = 0;
    Limits simulation, parameters;  ///< 95 % limits; NaN where there are none
    double at_risk = 0;             ///< NaN where it is not known
};

/// One curve of curves.csv.
struct CurveOf {
    std::string strategy, endpoint;
    std::size_t rank = 0;  ///< of the strategy among those of the file
    std::vector<CurveRow> rows;
};

/// Curves of a run, of the group and population asked for.
class Curves {
public:
    /// @param endpoints wanted; those that begin with the last one where `prefix` is set
    Curves(const Material& material, std::vector<std::string> endpoints, bool prefix = false);

    [[nodiscard]] const std::vector<CurveOf>& all() const { return curves_; }
    [[nodiscard]] std::vector<CurveOf> of_endpoint(const std::string& endpoint) const;
    [[nodiscard]] const CurveOf* find(const std::string& strategy, const std::string& endpoint) const;
    [[nodiscard]] const std::string& population() const { return population_; }
    [[nodiscard]] double horizon_years() const;
    /// Whether some curve has 95 % limits from the simulation, from the parameters.
    [[nodiscard]] bool simulated() const;
    [[nodiscard]] bool drawn() const;

private:
    std::vector<CurveOf> curves_;
    std::string population_;
};

/// Where a curve of `intervals` or fewer steps to the horizon has its ticks, by the width of the figure.
Axis years_axis(double horizon_years, const Look& look);

/// Adds the limits to each series: bands where they are narrow or few, else whiskers at the ticks.
void add_limits(std::vector<Series>& series, const std::vector<CurveOf>& curves, bool parameters, const Axis& years);

/// The CSV of curves.
std::string data_of(const std::vector<CurveOf>& curves);

/// How the two intervals of curves are shown, for `provenance`.
std::string provenance_of(const Material& material, const Curves& curves);

/// "standardised" or "as observed"
std::string population_in_words(const std::string& population);

}  // namespace ibtr::figure
