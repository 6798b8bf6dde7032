#include <fmt/core.h>

#include <cstdio>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "cli/study.hpp"
#include "ibtr/figure.hpp"

namespace ibtr::cli {
namespace {

struct ExactCommandOptions {
    ConfigOptions config;
    OutputOptions output;
};

void exact(const ExactCommandOptions& options) {
    Stopwatch stopwatch;
    const Study study = make_study(options.config.load());
    const Model& model = study.model();
    stopwatch.lap("compile");
    const PendingFolder folder(options.output, model.name);

    const ExactSolutions solutions = solve_study(study, {0});
    const Estimates estimates = estimate(model, study.parameters, study.population, study.graph, solutions.continuous);
    stopwatch.lap("exact solution");

    folder->write("curves.csv", curves_csv(model, estimates));
    folder->write("contrasts.csv", contrasts_csv(model, estimates));
    std::vector<Headline> lines = headline(model, estimates);
    for (Headline& line : lines) line.exact = line.estimate.value;
    const RunIdentity identity{study.config.hash, "", "exact"};
    folder->write("summary.json", summary_json(model, identity, lines, JsonLayout::indented));
    const std::string no_figure = draw_survival_figure(model, estimates, *folder);
    if (!no_figure.empty() && !options.output.quiet) fmt::print(stderr, "{}\n", no_figure);
    stopwatch.lap("write");

    Manifest manifest = describe_study(study, "exact");
    manifest.backend = "exact";
    manifest.exact = solutions.info;
    stamp(manifest, stopwatch);
    folder->write("manifest.json", manifest_json(manifest));
    if (!options.output.quiet)
        fmt::print(stderr, "exact solution: step error {:.1e}, table error {:.1e}\n", solutions.info.step_error,
                   solutions.info.table_error);
    announce(study, identity, lines, options.output, *folder);
}

}  // namespace

void add_exact(CLI::App& app) {
    auto options = std::make_shared<ExactCommandOptions>();
    CLI::App* command = app.add_subcommand("exact", "Solve one parameter set without sampling; the same files as run");
    add_config_options(*command, options->config);
    add_output_options(*command, options->output);
    command->callback([options] { exact(*options); });
}

}  // namespace ibtr::cli
