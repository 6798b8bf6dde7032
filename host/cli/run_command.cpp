#include <fmt/core.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "backend/cuda_backend.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/tell.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"
#include "study/run_results.hpp"

namespace ibtr::cli {
namespace {

struct RunOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    ComparisonOptions comparison;
    std::string patient_range;
};

/// Which backend, and for `auto` why not a GPU.
void announce_backend(const Backend& backend, const std::string& asked_for) {
    tell("backend {}: {}", backend.name(), backend.description());
    if (asked_for != "auto" || backend.name() == "cuda") return;
    tell("no GPU is used: {}", cuda_status().detail);
}

void run(const RunOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    LoadedConfig config = options.config.load(options.output.quiet);
    const PendingFolder folder = open_folder(output, config.model.name, run_files());
    const Study study(std::move(config));
    say_warnings(study);
    const bool part = !options.patient_range.empty();
    const WorkPlan plan = part ? study.plan(parse_patient_range(options.patient_range)) : study.plan();
    timer.lap("compile");

    const auto backend = make_backend(options.backend.backend, options.backend.threads);
    if (!output.quiet) announce_backend(*backend, options.backend.backend);
    ProgressLine progress(plan.shape().strategies, output.quiet);
    Tallies tallies = study.simulate(*backend, plan, std::ref(progress));
    timer.lap("simulate");

    Manifest manifest = describe_study(study, "run");
    manifest.patient_range = plan.range();
    manifest.backend = backend->name();
    manifest.device = backend->description();
    manifest.threads = backend->threads();
    if (!part) {
        const Comparison comparison{options.comparison.skip, options.comparison.budget_seconds, interrupt_requested};
        announce(study,
                 write_simulation(study, tallies, plan.allocation(), comparison, output.figures(), *folder,
                                  std::move(manifest), timer),
                 output, *folder);
        return;
    }
    announce(study, write_part(study, plan, std::move(tallies), *folder, std::move(manifest), timer), output, *folder);
    if (!output.quiet)
        tell("patients {} to {} of {}: join all parts with `ibtr merge`", plan.range().begin, plan.range().end,
             plan.patients());
}

struct ExactCommandOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
};

constexpr double no_limit = 0;

void exact(const ExactCommandOptions& options) {
    StageTimer timer;
    LoadedConfig config = options.config.load(options.output.quiet);
    const PendingFolder folder = open_folder(options.output, config.model.name, run_files());
    const Study study(std::move(config));
    say_warnings(study);
    timer.lap("compile");

    const unsigned threads = options.backend.thread_count();
    const ExactSolutions solutions =
        solve_both(study, {.budget_seconds = no_limit, .threads = threads, .stop_requested = interrupt_requested});
    Manifest manifest = describe_study(study, "exact");
    manifest.backend = "exact";
    manifest.device = fmt::format("CPU, threads: {}", threads);
    manifest.threads = threads;
    announce(study, write_exact(study, solutions, options.output.figures(), *folder, std::move(manifest), timer),
             options.output, *folder);
}

}  // namespace

void add_run(CommandLine& program) {
    auto options = std::make_shared<RunOptions>();
    Command command = program.add("run", "Simulate one parameter set: survival curves and risk ratios");
    add_config_options(command, options->config);
    add_output_options(command, options->output);
    add_backend_options(command, options->backend);
    command.option("--patient-range", options->patient_range, "Only patients A up to B; join parts with `ibtr merge`")
        .called("A:B");
    add_comparison_options(command, options->comparison);
    command.does([options] { run(*options); });
}

void add_exact(CommandLine& program) {
    auto options = std::make_shared<ExactCommandOptions>();
    Command command = program.add("exact", "Solve one parameter set without sampling; the same files as run");
    add_config_options(command, options->config);
    add_output_options(command, options->output);
    add_backend_options(command, options->backend,
                        "Taken as `run` takes it, and without effect: the exact solver runs on the CPU's threads");
    command.does([options] { exact(*options); });
}

}  // namespace ibtr::cli
