#include <fmt/core.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "ibtr/error.hpp"
#include "solve/solve_session.hpp"

namespace ibtr::cli {
namespace {

struct SolveOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    TargetsOptions targets;
    solve::Request request;
    std::string target, by = "auto";
    std::optional<std::uint32_t> replicates;
};

void refuse_unused(const SolveOptions& options) {
    if (options.by != "exact") return;
    const char* unused = options.replicates                  ? "--replicates"
                         : options.config.patients           ? "--patients"
                         : options.backend.backend != "auto" ? "--backend"
                                                             : nullptr;
    if (unused != nullptr)
        throw UsageError(fmt::format("{} is for a simulation: leave it out, or say --by simulation", unused));
}

solve::Request to_request(const SolveOptions& options) {
    solve::Request request = options.request;
    request.by = options.by == "auto"    ? solve::By::automatic
                 : options.by == "exact" ? solve::By::exact
                                         : solve::By::simulation;
    request.backend = options.backend.backend;
    request.backend_threads = options.backend.threads;
    request.threads = options.backend.thread_count();
    request.keep_patients = options.config.patients.has_value();
    request.replicates = options.replicates.value_or(solve::default_replicates);
    request.stop_requested = interrupt_requested;
    request.progress = progress_of_draws(request.draws, options.output.quiet);
    return request;
}

void solve_target(const SolveOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    refuse_unused(options);
    const Target target = solve::find_target(options.targets.path(options.config.path), options.target);
    LoadedConfig config = options.config.load(options.output.quiet);
    const PendingFolder folder = open_folder(output, config.model.name, solve::solve_files());
    const Study study(std::move(config));
    say_warnings(study);
    solve::Session session(study, target, to_request(options));
    say(session.remarks(), output.quiet);
    timer.lap("compile");
    session.run(timer);
    const Remarks remarks = session.write(output.figures(), *folder, timer);

    const Model& model = study.model();
    print_either(
        output, [&] { return solve_json(model, session.solved(), session.identity(), JsonLayout::one_line); },
        [&] { return solve_text(model, session.solved()); });
    say(remarks, output.quiet);
    say_where(output, *folder);
}

void add_own_options(Command& command, SolveOptions& options) {
    command.option("--target", options.target, "Row of the targets, for example V6").required();
    command.option("--vary", options.request.vary, "Parameter that is moved").required();
    add_targets_option(command, options.targets);
    command.option("--low", options.request.low, "Lower end of the range (default: what the parameter may be)");
    command.option("--high", options.request.high, "Upper end of the range");
    command
        .option("--draws", options.request.draws,
                "Draws of the other parameters: the distribution of the root (default: none)")
        .between(0, 1000000);
    command.option("--by", options.by, "exact solver, simulation with shared patients, or auto: exact where it fits")
        .one_of({"auto", "exact", "simulation"})
        .showing_default();
    command
        .option("--exact-budget", options.request.exact_budget_seconds,
                "Seconds that one exact solution may take before auto simulates")
        .between_numbers(0.001, 1e6)
        .showing_default();
    command
        .option("--replicates", options.replicates,
                fmt::format("Independent replicates of a simulation (default: {}), --patients patients each (default: "
                            "at most {}); their scatter is the Monte Carlo error",
                            solve::default_replicates, solve::default_patients))
        .between(5, 10000);
}

}  // namespace

void add_solve(CommandLine& program) {
    auto options = std::make_shared<SolveOptions>();
    Command command = program.add("solve", "The value of one parameter at which the model meets a target");
    add_config_options(command, options->config);
    add_own_options(command, *options);
    add_backend_options(command, options->backend, "What simulates: auto, cuda, omp, tbb or cpp");
    add_output_options(command, options->output);
    command.does([options] { solve_target(*options); });
}

}  // namespace ibtr::cli
