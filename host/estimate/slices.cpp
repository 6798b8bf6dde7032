#include "estimate/slices.hpp"

namespace ibtr {

std::vector<Slice> report_slices(const Model& model, const Parameters& parameters, const Population& population) {
    std::vector<Slice> slices;
    const std::vector<ReportGroup> groups = report_groups(model);
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (const PopulationKind kind : reported_populations(model)) {
            Slice slice{g, kind, {}};
            for (std::size_t s = 0; s < model.strategies.size(); ++s)
                slice.weights.by_strategy.push_back(cell_weights(model, parameters, population, s, groups[g], kind));
            slices.push_back(std::move(slice));
        }
    return slices;
}

}  // namespace ibtr
