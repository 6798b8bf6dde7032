#include "sensitivity/evaluation.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::sensitivity {

Evaluate exact_evaluation(const Model& model, const EventGraph& graph, const psa::OutcomePlan& outcomes,
                          std::function<bool()> stop_requested) {
    ExactOptions options;
    options.budget_seconds = 0;
    options.threads = 1;
    options.stop_requested = std::move(stop_requested);
    return [&model, &graph, &outcomes, options](const Parameters& parameters) {
        const Population population = make_population(model, parameters);
        const ContinuousHazards hazards(model, parameters, population);
        return outcomes.evaluate(parameters, population, solve_exact(model, population, graph, hazards, options));
    };
}

Evaluate shared_patients_evaluation(const Model& model, const EventGraph& graph, const psa::OutcomePlan& outcomes,
                                    std::shared_ptr<Backend> backend) {
    constexpr std::uint32_t every_draw = 0;
    return [&model, &graph, &outcomes, backend = std::move(backend)](const Parameters& parameters) {
        const Population population = make_population(model, parameters);
        const Tables tables = compile(model, parameters, population, graph);
        const WorkPlan plan(model, population, graph, model.patients, model.seed, every_draw, {0, model.patients});
        return outcomes.evaluate(parameters, population, sums_of(outcomes.sums(), backend->simulate(tables, plan, {})))
            .values;
    };
}

std::vector<std::vector<double>> evaluate_all(const std::vector<Parameters>& sets, const Evaluate& evaluate,
                                              unsigned threads, const Progress& progress) {
    std::vector<std::vector<double>> results(sets.size());
    std::atomic<std::size_t> done{0};
    parallel_for(sets.size(), threads, [&](std::size_t i) {
        results[i] = evaluate(sets[i]);
        if (progress && !progress(++done, sets.size())) throw Interrupted("stopped by the user");
    });
    return results;
}

std::vector<double> DrawTable::outcome(std::size_t index) const {
    std::vector<double> values;
    values.reserve(outcomes.size());
    for (const std::vector<double>& draw : outcomes) values.push_back(draw[index]);
    return values;
}

std::size_t DrawTable::position(std::size_t parameter) const {
    const auto place = std::find(parameters.begin(), parameters.end(), parameter);
    if (place == parameters.end()) throw std::logic_error("a parameter that is not drawn");
    return static_cast<std::size_t>(place - parameters.begin());
}

DrawTable evaluate_draws(const ParameterSampler& sampler, std::size_t draws, const Evaluate& evaluate, unsigned threads,
                         const Progress& progress) {
    DrawTable table{sampler.drawn(), std::vector<std::vector<double>>(sampler.drawn().size()), {}};
    std::vector<Parameters> sets;
    for (std::size_t d = 0; d < draws; ++d) {
        sets.push_back(sampler.draw(static_cast<std::uint32_t>(d)));
        for (std::size_t i = 0; i < table.parameters.size(); ++i)
            table.inputs[i].push_back(sets.back().values()[table.parameters[i]]);
    }
    table.outcomes = evaluate_all(sets, evaluate, threads, progress);
    return table;
}

}  // namespace ibtr::sensitivity
