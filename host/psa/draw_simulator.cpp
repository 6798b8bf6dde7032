#include "psa/draw_simulator.hpp"

#include <utility>

#include "ibtr/population.hpp"

namespace ibtr::psa {

DrawRecord simulate_draw(const DrawContext& context, std::uint32_t draw, const Simulate& simulate) {
    const Model& model = context.model;
    const Parameters parameters = context.sampler.draw(draw);
    const Population population = make_population(model, parameters);
    const Tables tables = compile(model, parameters, population, context.graph);
    const WorkPlan plan(model, population, context.graph, model.patients, model.seed, draw, {0, model.patients});
    const Tallies tallies = simulate(tables, plan);
    DrawOutcomes outcomes = context.outcomes.evaluate(parameters, population, tallies);
    return {draw, parameters.values(), std::move(outcomes.values), std::move(outcomes.half_differences),
            tally_digest(tallies)};
}

}  // namespace ibtr::psa
