#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::sensitivity {

/// Position of the outcome "STRATEGY:ENDPOINT:MEASURE:YEARS", of the standardised population; MEASURE is one of
/// contrasts.csv, or `value` for a curve. @throws UsageError naming what there is instead
std::size_t find_outcome(const Model& model, const std::vector<psa::Outcome>& outcomes, const std::string& text);

/// The outcome as find_outcome reads it.
std::string outcome_text(const Model& model, const psa::Outcome& outcome);

/// At the last landmark (without one the horizon): overall survival's rr_alive of every strategy against the reference;
/// where there is no such contrast, survival of every strategy.
std::vector<std::size_t> default_outcomes(const Model& model, const std::vector<psa::Outcome>& outcomes);

/// For each strategy its value at the horizon, of which more is better.
/// @param endpoint `rmst` or one that starts at 1, such as `os`
/// @throws UsageError for others
std::vector<std::size_t> strategy_values(const Model& model, const std::vector<psa::Outcome>& outcomes,
                                         const std::string& endpoint);

}  // namespace ibtr::sensitivity
