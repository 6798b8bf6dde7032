#include "ibtr/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "estimate/quantity_values.hpp"
#include "ibtr/changed_model.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr {
namespace {

/// Where float32 is too coarse for a hazard: simulated times would be off, and the comparison with the exact solution
/// of the same tables, which is made in double, would not show it.
std::vector<std::string> warnings_of_rounding(const Model& model, const Tables& tables) {
    constexpr double noticed = 1e-5;
    std::vector<std::string> warnings;
    for (std::size_t k = 0; k < model.transitions.size(); ++k)
        if (tables.late_entry_rounding[k] > noticed)
            warnings.push_back(fmt::format(
                "transition {}: {} enter it after its cumulative hazard has grown so large that their survival may "
                "be off by {:.0e} in a simulation (exact is not concerned): lower the hazard, or let the transition "
                "run on the clock `sojourn`",
                model.transitions[k].name, model.people, std::min(tables.late_entry_rounding[k], 1.0)));
    return warnings;
}

LoadedConfig changed(LoadedConfig config, const StudyOptions& options) {
    config.model = with_options(std::move(config.model), options);
    return config;
}

Population checked_population(const Model& model, const Parameters& parameters) {
    Population population = make_population(model, parameters);
    check_weights(model, parameters, population);
    return population;
}

}  // namespace

Model with_options(Model model, const StudyOptions& options) {
    if (!options.only_uncertain.empty()) model = with_uncertainty_only_of(std::move(model), options.only_uncertain);
    if (options.batches == 0U) throw UsageError("a cohort has at least one batch");
    if (options.patients == 0U) throw UsageError("a cohort has at least one patient");
    return changed_model(std::move(model), [&](Model& other) {
        other.batches = options.batches.value_or(other.batches);
        other.patients = options.patients.value_or(other.patients);
        std::erase_if(other.marginals, [&](const Marginal& marginal) {
            const auto& left_out = options.without_marginals_of;
            return std::find(left_out.begin(), left_out.end(), marginal.parameter) != left_out.end();
        });
    });
}

Study::Study(LoadedConfig config, const StudyOptions& options)
    : config_(changed(std::move(config), options)),
      parameters_(base_parameters(model())),
      population_(checked_population(model(), parameters_)),
      graph_(make_event_graph(model())),
      tables_(compile(model(), parameters_, population_, graph_)),
      tables_digest_(ibtr::tables_digest(tables_)),
      warnings_(warnings_of_rounding(model(), tables_)) {}

WorkPlan Study::plan() const {
    return plan({0, model().patients});
}

WorkPlan Study::plan(PatientRange range) const {
    constexpr std::uint32_t base_case = 0;
    return {model(), population_, graph_, model().patients, model().seed, base_case, range};
}

Tallies Study::simulate(Backend& backend, const ProgressCallback& progress) const {
    return simulate(backend, plan(), progress);
}

Tallies Study::simulate(Backend& backend, const WorkPlan& plan, const ProgressCallback& progress) const {
    return backend.simulate(tables_, plan, progress);
}

ExpectedTallies Study::solve(const ExactOptions& options) const {
    return solve_exact(model(), population_, graph_, ContinuousHazards(model(), parameters_, population_), options);
}

ExpectedTallies Study::solve_tables(const ExactOptions& options) const {
    return solve_exact(model(), population_, graph_, TabulatedHazards(model(), tables_), options);
}

Estimates Study::estimate(const Tallies& tallies) const {
    return ibtr::estimate(cohort(), tallies);
}

Estimates Study::estimate(const ExpectedTallies& expected) const {
    return ibtr::estimate(cohort(), expected);
}

std::vector<double> Study::values(std::span<const Quantity> quantities, const ExactOptions& options) const {
    return quantity_values(model(), parameters(), quantities, options);
}

}  // namespace ibtr
