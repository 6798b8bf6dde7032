#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::sensitivity {

/// Position of the outcome "STRATEGY:ENDPOINT:MEASURE:YEARS", of the standardised population; MEASURE is one of
/// contrasts.csv, or `value` for a curve. @throws UsageError naming what there is instead
std::size_t find_outcome(const Model& model, const std::vector<Quantity>& outcomes, const std::string& text);

/// The outcome as find_outcome reads it.
std::string outcome_text(const Model& model, const Quantity& outcome);

/// At the last landmark (without one the horizon): overall survival's rr_alive of every strategy against the reference;
/// where there is no such contrast, survival of every strategy.
std::vector<std::size_t> default_outcomes(const Model& model, const std::vector<Quantity>& outcomes);

/// By what strategies are ranked: an endpoint's value at the horizon, of which more is better.
struct Ranking {
    std::string endpoint;
    std::vector<std::size_t> positions;  ///< of each strategy's value among the outcomes
};

/// @param endpoints each `rmst`, one that starts at 1, such as `os`, or, with utilities and costs, `qaly`, `life_years`
/// or a net benefit (`net_benefit.20000`; `net_benefit`: every one that there is)
/// @throws UsageError for others
std::vector<Ranking> find_rankings(const Model& model, const std::vector<Quantity>& outcomes,
                                   const std::vector<std::string>& endpoints);

/// Differences in net benefit from the reference, of every strategy at every willingness to pay among the rankings.
std::vector<std::size_t> net_benefit_outcomes(const std::vector<Quantity>& outcomes,
                                              const std::vector<Ranking>& rankings);

}  // namespace ibtr::sensitivity
