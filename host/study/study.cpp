#include "study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/build_info.hpp"

namespace ibtr {
namespace {

/// Largest difference of any cumulative edge probability of any strategy and stratum.
double largest_cumulative_difference(const ExpectedTallies& a, const ExpectedTallies& b) {
    double largest = 0;
    for (std::size_t row = 0; row < a.probability.size(); row += a.bins) {
        double difference = 0;
        for (std::size_t bin = 0; bin < a.bins; ++bin) {
            difference += a.probability[row + bin] - b.probability[row + bin];
            largest = std::max(largest, std::abs(difference));
        }
    }
    return largest;
}

/// Where float32 is too coarse for a hazard: simulated times would be off, and the comparison with the exact solution
/// of the same tables, which is made in double, would not show it.
std::vector<std::string> warnings_of_rounding(const Model& model, const Tables& tables) {
    constexpr double noticed = 1e-5;
    std::vector<std::string> warnings;
    for (std::size_t k = 0; k < model.transitions.size(); ++k)
        if (tables.late_entry_rounding[k] > noticed)
            warnings.push_back(fmt::format(
                "transition {}: women enter it after its cumulative hazard has grown so large that their survival may "
                "be off by {:.0e} in a simulation (exact is not concerned): lower the hazard, or let the transition "
                "run on the clock `sojourn`",
                model.transitions[k].name, std::min(tables.late_entry_rounding[k], 1.0)));
    return warnings;
}

}  // namespace

Study make_study(LoadedConfig config) {
    Parameters parameters = base_parameters(config.model);
    Population population = make_population(config.model, parameters);
    check_weights(config.model, parameters, population);
    EventGraph graph = make_event_graph(config.model);
    Tables tables = compile(config.model, parameters, population, graph);
    std::vector<std::string> warnings = warnings_of_rounding(config.model, tables);
    std::string digest = tables_digest(tables);
    return {std::move(config), std::move(parameters), std::move(population), std::move(graph),
            std::move(tables), std::move(digest),     std::move(warnings)};
}

ExactSolutions solve_study(const Study& study, double budget_seconds, unsigned threads,
                           const std::function<bool()>& stop_requested) {
    using WallClock = std::chrono::steady_clock;
    const WallClock::time_point start = WallClock::now();
    const auto solve = [&](const HazardSource& hazards) {
        const std::chrono::duration<double> elapsed = WallClock::now() - start;
        ExactOptions options;
        // What is left, and an instant where nothing is: 0 would be no limit.
        options.budget_seconds = budget_seconds <= 0 ? 0 : std::max(budget_seconds - elapsed.count(), 1e-3);
        options.threads = threads;
        options.stop_requested = stop_requested;
        return solve_exact(study.model(), study.population, study.graph, hazards, options);
    };
    ExactSolutions solutions{solve(TabulatedHazards(study.model(), study.tables)),
                             solve(ContinuousHazards(study.model(), study.parameters, study.population)),
                             {}};
    solutions.info.step_error = std::max(solutions.tabulated.step_error, solutions.continuous.step_error);
    solutions.info.table_error = largest_cumulative_difference(solutions.tabulated, solutions.continuous);
    return solutions;
}

Manifest describe_study(const Study& study, const std::string& command) {
    Manifest manifest;
    manifest.command = command;
    manifest.config_text = study.config.text;
    manifest.config_hash = study.config.hash;
    manifest.seed = study.model().seed;
    manifest.patients = study.model().patients;
    manifest.patient_range = {0, study.model().patients};
    manifest.version = build_info.version;
    manifest.git_describe = build_info.git_describe;
    manifest.compiler = build_info.compiler;
    manifest.compiler_flags = build_info.compiler_flags;
    manifest.tables_digest = study.tables_digest;
    return manifest;
}

}  // namespace ibtr
