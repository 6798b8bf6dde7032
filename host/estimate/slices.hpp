#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ibtr/cohort.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// Whom a set of numbers speaks about: weight of each cell for each reported strategy.
struct SliceWeights {
    std::vector<std::vector<double>> by_strategy;

    [[nodiscard]] bool has_women(std::size_t strategy) const {
        return std::any_of(by_strategy[strategy].begin(), by_strategy[strategy].end(),
                           [](double weight) { return weight > 0; });
    }
};

/// @throws UsageError as cell_weights does
SliceWeights slice_weights(const Model& model, const Parameters& parameters, const Population& population,
                           const ReportGroup& group, PopulationKind kind);

/// One group of women under one way of weighing them.
struct Slice {
    WomenClass group;
    PopulationKind population;
    SliceWeights weights;
};

/// Every group with every reported population.
std::vector<Slice> report_slices(const Cohort& cohort);

}  // namespace ibtr
