#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/design.hpp"
#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Numbers of first draws at which convergence is looked at, ascending, the last all: two a doubling for
/// independent draws; whole replicates for designs that are made of them.
std::vector<std::uint32_t> convergence_points(const Design& design);

/// psa_convergence.csv: how the mean, its error, the spread and the credible limits of the outcomes that decide (the
/// contrasts of overall survival, costs and QALYs) change as draws are added (Hatswell et al. 2018: whether there are
/// enough draws is judged by these, not by a round number).
std::string convergence_csv(const Model& model, const Store& store, const std::vector<Quantity>& outcomes);

}  // namespace ibtr::psa
