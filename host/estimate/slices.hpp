#pragma once

#include <cstddef>
#include <vector>

#include "estimate/functionals.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// One group of women under one way of weighing them.
struct Slice {
    std::size_t group;  ///< in report_groups(model)
    PopulationKind population;
    SliceWeights weights;
};

/// The group "all" comes first in report_groups.
inline bool is_all_women(const Slice& slice) {
    return slice.group == 0;
}

/// Every group with every reported population.
std::vector<Slice> report_slices(const Model& model, const Parameters& parameters, const Population& population);

}  // namespace ibtr
