#include "estimate/slices.hpp"

namespace ibtr {

SliceWeights slice_weights(const Model& model, const Parameters& parameters, const Population& population,
                           const ReportGroup& group, PopulationKind kind) {
    SliceWeights weights;
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        weights.by_strategy.push_back(cell_weights(model, parameters, population, s, group, kind));
    return weights;
}

std::vector<Slice> report_slices(const Cohort& cohort) {
    std::vector<Slice> slices;
    for (const ReportGroup& group : report_groups(cohort.model))
        for (const PopulationKind kind : reported_populations(cohort.model))
            slices.push_back(
                {group.women(), kind, slice_weights(cohort.model, cohort.parameters, cohort.population, group, kind)});
    return slices;
}

}  // namespace ibtr
