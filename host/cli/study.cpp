#include "cli/study.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ibtr/build_info.hpp"

namespace ibtr::cli {
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

}  // namespace

Study make_study(LoadedConfig config) {
    Parameters parameters = base_parameters(config.model);
    Population population = make_population(config.model, parameters);
    check_weights(config.model, parameters, population);
    EventGraph graph = make_event_graph(config.model);
    Tables tables = compile(config.model, parameters, population, graph);
    std::string digest = tables_digest(tables);
    return {std::move(config), std::move(parameters), std::move(population),
            std::move(graph),  std::move(tables),     std::move(digest)};
}

ExactSolutions solve_study(const Study& study, const ExactOptions& options) {
    const ContinuousHazards continuous(study.model(), study.parameters, study.population);
    const TabulatedHazards tabulated(study.model(), study.tables);
    ExactSolutions solutions{
        solve_exact(study.model(), study.parameters, study.population, study.graph, tabulated, options),
        solve_exact(study.model(), study.parameters, study.population, study.graph, continuous, options),
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

}  // namespace ibtr::cli
