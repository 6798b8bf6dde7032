#pragma once

#include <vector>

#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {

/// Puts regressed_limits in the place of what one factor gives, where they reach and noise matters: where it has more
/// than 1 / 500 of the parameters' variance. Draws of an analysis must fit memory with their polynomials: up to some
/// 65,000, and fewer terms the more draws there are. The store is read once for parameters and once for as many
/// outcomes as fit.
/// @param summary of the store, from draws alone
void correct_by_regression(const Store& store, const std::vector<Quantity>& outcomes, Summary& summary,
                           unsigned threads);

}  // namespace ibtr::psa
