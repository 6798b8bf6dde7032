#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/tell.hpp"
#include "ibtr/error.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sensitivity_session.hpp"

namespace ibtr::cli {
namespace {

struct SensitivityOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    sensitivity::Request request;
    std::string by = "auto";
    bool value_given = false;
};

/// By what strategies are ranked where nobody says it: with utilities and costs net benefit, at the willingness to pay
/// in the middle of the config's.
std::vector<std::string> default_values(const LoadedConfig& config) {
    if (!config.economics) return {"rmst"};
    const std::vector<double>& willingness = config.economics->willingness_to_pay;
    return {sensitivity::net_benefit_endpoint(willingness[willingness.size() / 2])};
}

void add_own_options(Command& command, SensitivityOptions& options) {
    sensitivity::Request& request = options.request;
    command.option("--method", request.methods, "one-way, two-way, ranks, sobol, evppi, evsi")
        .separated_by(',')
        .one_of({"one-way", "two-way", "ranks", "sobol", "evppi", "evsi"})
        .showing_default();
    command
        .option("--outcome", request.outcomes,
                "What to look at (repeatable; default: os rr_alive, or with a net benefit as --value its differences)")
        .called("STRATEGY:ENDPOINT:MEASURE:YEARS");
    command
        .option("--value", request.values,
                "Endpoint by whose value at the horizon strategies are ranked (repeatable); with [economics] also "
                "qaly, life_years, net_benefit.WILLINGNESS, or net_benefit for all of them (default: rmst; with "
                "[economics] net_benefit at the middle one of its willingness_to_pay)")
        .one_at_a_time()
        .called("ENDPOINT");
    command
        .option("--by", options.by,
                "exact solver, or simulation with shared patients; auto: the solver where it is fast and no --patients "
                "are named")
        .one_of({"auto", "exact", "simulation"})
        .showing_default();
    command.option("--draws", request.draws, "Parameter draws of ranks, evppi and evsi")
        .between(50, 1U << 24)
        .showing_default();
    command.option("--pairs", request.pairs, "Pairs of draws of sobol").between(50, 1U << 24).showing_default();
    command.option("--only", request.only, "These parameters alone are uncertain; the others stay at their values")
        .separated_by(',')
        .called("NAME,...");
    command.option("--vary", request.vary, "The two parameters of two-way").separated_by(',');
    command.option("--points", request.points, "Points of each axis of two-way").between(2, 1000).showing_default();
    command.option("--together", request.together, "Parameters known together, for evppi (repeatable)")
        .called("NAME,NAME,...");
    command
        .option("--study", request.studies,
                "A study for evsi: what it sees of parameters, binomial:PEOPLE, poisson:PERSON-YEARS, or normal or "
                "lognormal:STANDARD-ERROR (repeatable)")
        .called("NAME=LAW:SIZE,...");
}

/// @throws UsageError where an option was given that only methods take which are not asked for
void refuse_unused(const Command& command, const sensitivity::Request& request) {
    const std::pair<const char*, std::vector<const char*>> rules[]{
        {"--vary", {"two-way"}},   {"--points", {"two-way"}}, {"--pairs", {"sobol"}},
        {"--together", {"evppi"}}, {"--study", {"evsi"}},     {"--draws", {"ranks", "evppi", "evsi"}}};
    for (const auto& [option, methods] : rules)
        if (command.count(option) > 0 &&
            std::none_of(methods.begin(), methods.end(), [&](const char* method) { return request.wants(method); }))
            throw UsageError(fmt::format("{} is for --method {}", option, fmt::join(methods, ", ")));
}

sensitivity::Request to_request(const SensitivityOptions& options) {
    sensitivity::Request request = options.request;
    using sensitivity::EvaluatedBy;
    request.keep_patients = options.config.patients.has_value();
    request.by = options.by == "exact"                                 ? EvaluatedBy::exact_solver
                 : options.by == "simulation" || request.keep_patients ? EvaluatedBy::shared_patients
                                                                       : EvaluatedBy::whichever_is_fast;
    if (request.by == EvaluatedBy::exact_solver && request.keep_patients)
        throw UsageError("--patients is for --by simulation: the exact solver walks no patients");
    request.threads = options.backend.thread_count();
    request.figures = options.output.figures();
    request.stop_requested = interrupt_requested;
    request.progress = [quiet = options.output.quiet](const char* stage) {
        return progress_of_evaluations(stage, quiet);
    };
    return request;
}

void analyse(const SensitivityOptions& options) {
    const OutputOptions& output = options.output;
    sensitivity::Request request = to_request(options);
    LoadedConfig config = options.config.load(options.output.quiet);
    if (!options.value_given) request.values = default_values(config);
    if (request.by == sensitivity::EvaluatedBy::whichever_is_fast) {
        request.by = sensitivity::faster_way(config.model);
        if (request.by == sensitivity::EvaluatedBy::shared_patients && !output.quiet)
            tell("by simulation, as exact solutions would take long; --by exact solves all the same");
    }
    Study study = sensitivity::study_of_evaluations(std::move(config), request);
    say_warnings(study);
    const PendingFolder folder = open_folder(output, study.model().name, sensitivity::sensitivity_files());
    sensitivity::Session session(request, std::move(study), *folder);
    session.run();
    session.write_manifest();
    say(session.remarks(), output.quiet);
    print_either(
        output,
        [&] {
            return nlohmann::ordered_json{{"schema", 1}, {"folder", folder->path().string()}}.dump() + "\n";
        },
        [&] { return session.text(); });
    say_where(output, *folder);
}

}  // namespace

void add_sensitivity(CommandLine& program) {
    auto options = std::make_shared<SensitivityOptions>();
    Command command = program.add(
        "sensitivity",
        "Which parameters matter: tornado, grids, rank correlations, variance shares, value of information");
    add_config_options(command, options->config);
    add_output_options(command, options->output);
    add_backend_options(command, options->backend, "Taken as `run` takes it; evaluations run on CPU threads");
    add_own_options(command, *options);
    command.does([options, command] {
        refuse_unused(command, options->request);
        options->value_given = command.count("--value") > 0;
        analyse(*options);
    });
}

}  // namespace ibtr::cli
