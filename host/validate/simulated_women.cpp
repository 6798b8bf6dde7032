#include "validate/simulated_women.hpp"

namespace ibtr {

CellSource simulated_cells(const SimulatedWomen& women) {
    return [women](const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const auto& [model, parameters, population, graph] = cohort;
        const Tables tables = compile(model, parameters, population, graph);
        const WorkPlan work(model, population, graph, women.patients, women.seed, women.replicate, {0, women.patients});
        return fine_incidence(plan, mixtures, women.simulate(tables, work));
    };
}

}  // namespace ibtr
