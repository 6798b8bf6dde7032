#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// One number with its Monte Carlo error; NaN members are undefined and print as empty fields.
struct Estimate {
    double value, mc_se, ci_low, ci_high;
};

struct CurvePoint {
    std::size_t strategy;  ///< in Model::strategies
    std::size_t group;     ///< in report_groups(model)
    PopulationKind population;
    std::size_t endpoint;  ///< in Estimates::curve_endpoints
    std::uint32_t bin;     ///< time = bin / grid_per_year
    Estimate estimate;
    double at_risk;  ///< NaN where it has no meaning
};

enum class Measure : std::uint8_t { rr_alive, rr_event, rd, nnt, rmst_diff, hr, hr_stratified };

struct Contrast {
    std::size_t strategy, comparator;
    std::size_t group;
    PopulationKind population;
    std::size_t endpoint;  ///< in Estimates::contrast_endpoints
    std::uint32_t bin;
    Measure measure;
    Estimate estimate;
};

struct Estimates {
    std::vector<std::string> curve_endpoints, contrast_endpoints;
    std::vector<CurvePoint> curves;
    std::vector<Contrast> contrasts;
};

const char* to_text(Measure measure);
const char* to_text(PopulationKind kind);
/// The same for people: "as observed".
const char* in_words(PopulationKind kind);

/// All endpoints and measures from tallies, errors by delete-one-batch jackknife with t(B-1).
Estimates estimate(const Model& model, const Parameters& parameters, const Population& population,
                   const EventGraph& graph, const Tallies& tallies);

/// The same functionals of the exact solution: mc_se = 0, no interval, at_risk = expected count.
Estimates estimate(const Model& model, const Parameters& parameters, const Population& population,
                   const EventGraph& graph, const ExpectedTallies& expected);

}  // namespace ibtr
