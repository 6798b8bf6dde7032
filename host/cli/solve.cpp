#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "cli/standard_output.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "solve/solve_parameter.hpp"
#include "study/study.hpp"
#include "validate/estimand_values.hpp"
#include "validate/target_estimand.hpp"

namespace ibtr::cli {
namespace {

struct SolveOptions {
    ConfigOptions config;
    OutputOptions output;
    std::optional<std::filesystem::path> targets;
    std::string target, vary;
    std::optional<double> low, high;
    BackendOptions backend;
    std::string by = "auto";
    double exact_budget_seconds = 60;
    std::optional<std::uint32_t> replicates;  ///< default_replicates where it is left out
    std::uint32_t draws = 0;
};

constexpr std::uint32_t default_replicates = 10;
constexpr double exact_tolerance = 1e-6;
constexpr std::uint64_t default_patients = 100000;  // of each replicate

Target find_target(const SolveOptions& options) {
    const std::filesystem::path path = targets_file(options.targets, options.config.path);
    const Evidence evidence = load_evidence((path.parent_path() / "evidence.csv").string());
    std::vector<std::string> names;
    for (const Target& target : load_targets(path.string(), evidence)) {
        if (target.name == options.target) {
            if (target.value && target.measure != "p_value") return target;
            throw UsageError(
                fmt::format("--target {}: it has no number that a model could be made to say", target.name));
        }
        names.push_back(target.name);
    }
    throw UsageError("--target " + unknown_name(options.target, names));
}

/// "NAME" or "parameters.NAME"
std::size_t find_parameter(const Model& model, std::string name) {
    constexpr std::string_view prefix = "parameters.";
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        const Parameter& parameter = model.parameters[i];
        if (parameter.name == name) {
            if (parameter.value) return i;
            throw UsageError(
                fmt::format("--vary {}: it is the expression {}; vary a parameter in it", name, parameter.expression));
        }
        names.push_back(parameter.name);
    }
    throw UsageError("--vary: parameter " + unknown_name(name, names));
}

ParameterRange range_of(const SolveOptions& options, const Parameter& parameter, double base) {
    ParameterRange range = default_range(parameter, base);
    if (options.low) range.low = *options.low;
    if (options.high) range.high = *options.high;
    if (!(range.low < range.high))
        throw UsageError(fmt::format("--low {} and --high {}: the range is empty", range.low, range.high));
    range.logarithmic = range.logarithmic && range.low > 0;
    return range;
}

std::vector<Wanted> wanted_numbers(const Target& target) {
    std::vector<Wanted> wanted{{"value", *target.value}};
    if (target.ci_low) wanted.push_back({"ci_low", *target.ci_low});
    if (target.ci_high) wanted.push_back({"ci_high", *target.ci_high});
    return wanted;
}

bool fits_exactly(const Study& study, const Estimand& estimand, const SolveOptions& options) {
    ExactOptions exact{.budget_seconds = options.exact_budget_seconds,
                       .step_tolerance = exact_tolerance,
                       .threads = options.backend.thread_count()};
    exact.stop_requested = interrupt_requested;
    try {
        exact_number(study.model(), estimand, exact)(study.parameters);
        return true;
    } catch (const BudgetExceeded& reason) {
        if (!options.output.quiet) fmt::print(stderr, "{}: by simulation instead\n", reason.what());
        return false;
    }
}

/// The model's number by whichever route, and how many values of it may be computed at a time.
struct Route {
    ModelNumber number;
    std::unique_ptr<SharedPatients> simulated;  ///< null: exact
    unsigned at_a_time = 1;
    std::string backend = "exact", device = {};
    std::uint64_t patients = 0;
};

Route exact_route(const Study& study, const Estimand& estimand, const SolveOptions& options) {
    ExactOptions exact{.budget_seconds = 0, .step_tolerance = exact_tolerance, .threads = 1};
    exact.stop_requested = interrupt_requested;
    if (options.draws == 0) exact.threads = options.backend.thread_count();
    return {exact_number(study.model(), estimand, exact), nullptr, options.backend.thread_count()};
}

Route simulation_route(const Study& study, const Estimand& estimand, const SolveOptions& options) {
    const Model& model = study.model();
    const std::shared_ptr<Backend> backend = make_backend(options.backend.backend, options.backend.threads);
    const SimulatedWomen women{
        options.config.patients ? model.patients : std::min(model.patients, default_patients), model.seed, 0,
        [backend](const Tables& tables, const WorkPlan& work) {
            return backend->simulate(tables, work, [](std::uint64_t, std::uint64_t) { return !interrupt_requested(); });
        }};
    const std::uint32_t replicates = options.replicates.value_or(default_replicates);
    Route route{{},
                std::make_unique<SharedPatients>(model, estimand, women, replicates),
                1,
                backend->name(),
                backend->description(),
                women.patients * replicates};
    const SharedPatients* simulated = route.simulated.get();
    route.number = [simulated](const Parameters& parameters) { return simulated->mean(parameters).value; };
    return route;
}

void check_route(const SolveOptions& options) {
    if (options.by != "exact") return;
    const char* unused = options.replicates                  ? "--replicates"
                         : options.config.patients           ? "--patients"
                         : options.backend.backend != "auto" ? "--backend"
                                                             : nullptr;
    if (unused != nullptr)
        throw UsageError(fmt::format("{} is for a simulation: leave it out, or say --by simulation", unused));
}

void solve(const SolveOptions& options) {
    Stopwatch stopwatch;
    check_route(options);
    const Target target = find_target(options);
    LoadedConfig config = options.config.load();
    const PendingFolder folder(options.output, config.model.name);
    const Study study = compile_study(std::move(config));
    const Model& model = study.model();
    const Estimand estimand = validation::estimand_of(target, model.validation);
    if (const std::string missing = validation::missing_for(model, estimand); !missing.empty())
        throw UsageError(fmt::format("target {} is not in this model: {}", target.name, missing));
    const std::size_t parameter = find_parameter(model, options.vary);
    const ParameterRange range = range_of(options, model.parameters[parameter], study.parameters.values()[parameter]);
    const bool exactly = options.by == "exact" || (options.by == "auto" && fits_exactly(study, estimand, options));
    const Route route = exactly ? exact_route(study, estimand, options) : simulation_route(study, estimand, options);
    stopwatch.lap("compile");

    SolvedTarget solved{
        target.name,
        estimand,
        solve_parameter(model, study.parameters, parameter, range, route.number, wanted_numbers(target)),
        {}};
    if (route.simulated) add_errors(solved.solution, model, study.parameters, *route.simulated);
    stopwatch.lap("solve");
    solved.distribution =
        solve_draws(model, options.draws, parameter, range, route.number, {"value", *target.value}, route.at_a_time,
                    progress_of_draws(options.draws, options.output.quiet), route.simulated.get());
    stopwatch.lap("draws");

    const RunIdentity identity{study.config.hash, "", route.backend};
    folder->discard_old_run();
    folder->write("solve.csv", solve_csv(model, solved));
    folder->write("curve.csv", solve_curve_csv(model, solved));
    if (options.draws > 0) folder->write("draws.csv", solve_draws_csv(solved));
    folder->write("summary.json", solve_json(model, solved, identity, JsonLayout::indented));
    const std::string no_figure = options.output.no_figure ? "" : draw_solution(model, solved, *folder);
    stopwatch.lap("write");
    Manifest manifest = describe_study(study, "solve");
    manifest.backend = route.backend;
    manifest.device = route.device;
    manifest.threads = options.backend.thread_count();
    if (route.simulated) manifest.patients = route.patients;
    if (options.draws > 0) manifest.draws = options.draws;
    stamp(manifest, stopwatch);
    folder->write("manifest.json", manifest_json(manifest));

    if (options.output.json)
        print_result(solve_json(model, solved, identity, JsonLayout::one_line));
    else if (!options.output.quiet)
        print_result(solve_text(model, solved));
    if (options.output.quiet) return;
    if (!no_figure.empty()) fmt::print(stderr, "{}\n", no_figure);
    fmt::print(stderr, "results in {}\n", folder->path().string());
}

}  // namespace

void add_solve(CLI::App& app) {
    auto options = std::make_shared<SolveOptions>();
    CLI::App* command = app.add_subcommand("solve", "The value of one parameter at which the model meets a target");
    add_config_options(*command, options->config);
    command->add_option("--target", options->target, "Row of the targets, for example V6")->required();
    command->add_option("--vary", options->vary, "Parameter that is moved")->required();
    command->add_option("--targets", options->targets, "Targets (default: evidence/targets.csv beside the config)")
        ->type_name("FILE");
    command->add_option("--low", options->low, "Lower end of the range (default: what the parameter may be)");
    command->add_option("--high", options->high, "Upper end of the range");
    command
        ->add_option("--draws", options->draws,
                     "Draws of the other parameters: the distribution of the root (default: none)")
        ->check(CLI::Range(0U, 1000000U));
    command
        ->add_option("--by", options->by, "exact solver, simulation with shared patients, or auto: exact where it fits")
        ->check(CLI::IsMember({"auto", "exact", "simulation"}))
        ->capture_default_str();
    command
        ->add_option("--exact-budget", options->exact_budget_seconds,
                     "Seconds that one exact solution may take before auto simulates")
        ->check(number_between(0.001, 1e6))
        ->capture_default_str();
    command
        ->add_option(
            "--replicates", options->replicates,
            fmt::format("Independent replicates of a simulation (default: {}), --patients women each (default: "
                        "at most {}); their scatter is the Monte Carlo error",
                        default_replicates, default_patients))
        ->check(CLI::Range(5U, 10000U));
    add_backend_options(*command, options->backend);
    command->get_option("--backend")->description("What simulates: auto, cuda, omp, tbb or cpp");
    add_output_options(*command, options->output);
    command->callback([options] { solve(*options); });
}

}  // namespace ibtr::cli
