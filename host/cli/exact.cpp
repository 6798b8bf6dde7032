#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "study/study.hpp"

namespace ibtr::cli {
namespace {

struct ExactCommandOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
};

constexpr double no_limit = 0;

void exact(const ExactCommandOptions& options) {
    Stopwatch stopwatch;
    LoadedConfig config = options.config.load();
    const PendingFolder folder(options.output, config.model.name);
    const Study study = compile_study(std::move(config));
    const Model& model = study.model();
    stopwatch.lap("compile");

    const unsigned threads = options.backend.thread_count();
    const ExactSolutions solutions = solve_study(study, no_limit, threads, interrupt_requested);
    const Estimates estimates = estimate(model, study.parameters, study.population, study.graph, solutions.continuous);
    stopwatch.lap("exact solution");

    folder->discard_old_run();
    folder->write("curves.csv", curves_csv(model, estimates));
    folder->write("contrasts.csv", contrasts_csv(model, estimates));
    std::vector<Headline> lines = headline(model, estimates);
    for (Headline& line : lines) line.exact = line.estimate.value;
    const RunIdentity identity{study.config.hash, "", "exact"};
    folder->write("summary.json", summary_json(model, identity, lines, JsonLayout::indented));
    draw_figure(model, estimates, options.output, *folder);
    stopwatch.lap("write");

    Manifest manifest = describe_study(study, "exact");
    manifest.backend = "exact";
    manifest.device = fmt::format("CPU, threads: {}", threads);
    manifest.threads = threads;
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
    add_backend_options(*command, options->backend);
    command->get_option("--backend")
        ->description("Taken as `run` takes it, and without effect: the exact solver runs on the CPU's threads");
    command->callback([options] { exact(*options); });
}

}  // namespace ibtr::cli
