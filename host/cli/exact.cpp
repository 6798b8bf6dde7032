#include <fmt/core.h>

#include <memory>
#include <utility>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "ibtr/study.hpp"
#include "study/exact_solutions.hpp"
#include "study/run_results.hpp"

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
    const PendingFolder folder = open_folder(options.output, config.model.name, run_files());
    const Study study(std::move(config));
    say_warnings(study);
    stopwatch.lap("compile");

    const unsigned threads = options.backend.thread_count();
    const ExactSolutions solutions =
        solve_both(study, {.budget_seconds = no_limit, .threads = threads, .stop_requested = interrupt_requested});
    Manifest manifest = describe_study(study, "exact");
    manifest.backend = "exact";
    manifest.device = fmt::format("CPU, threads: {}", threads);
    manifest.threads = threads;
    announce(study, write_exact(study, solutions, options.output.figures(), *folder, std::move(manifest), stopwatch),
             options.output, *folder);
}

}  // namespace

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
