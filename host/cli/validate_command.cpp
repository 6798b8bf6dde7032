#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <memory>
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
#include "ibtr/study.hpp"
#include "validate/validation.hpp"

namespace ibtr::cli {
namespace {

struct ValidateOptions {
    ConfigOptions config;
    OutputOptions output;
    TargetsOptions targets;
    std::vector<std::string> only;
    unsigned threads = 0;
    ValidationOptions validation;
};

void say_beyond_horizon(const Validation& validation, double horizon_years) {
    for (const TargetResult& result : validation.results)
        if (result.status != TargetStatus::not_in_model && result.time_years > horizon_years)
            tell("{} lies at {:g} years, beyond the config's horizon of {:g}: solved that far", result.target.name,
                 result.time_years, horizon_years);
}

void run_validation(const ValidateOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    const auto [evidence, targets] = load_target_table(options.targets.path(options.config.path));
    LoadedConfig config = options.config.load(options.output.quiet);
    const PendingFolder folder = open_folder(output, config.model.name, validation_files());
    const Study study(std::move(config), {.only_uncertain = options.only});
    say_warnings(study);
    timer.lap("compile");

    ValidationOptions how = options.validation;
    how.exact.stop_requested = interrupt_requested;
    how.exact.threads = options.threads == 0 ? available_threads() : options.threads;
    how.progress = progress_of_draws(how.draws, output.quiet);
    const Validation validation = validate(study.model(), study.parameters(), evidence, targets, how);
    timer.lap("solve");
    const RunIdentity identity{study.config().hash, "", "exact"};
    Manifest manifest = describe_study(study, "validate");
    manifest.backend = "exact";
    manifest.threads = how.exact.threads;
    manifest.drawn_only = options.only;
    const Remarks remarks =
        write_validation(study.model(), validation, identity, output.figures(), *folder, std::move(manifest), timer);

    print_either(
        output, [&] { return validation_json(validation, identity, JsonLayout::one_line) + "\n"; },
        [&] { return validation_table(validation); });
    if (!output.quiet) {
        say_beyond_horizon(validation, study.model().horizon_years);
        say(remarks, output.quiet);
        tell("tables_digest {}", study.tables_digest());
        say_where(output, *folder);
    }
    if (!validation.holds())
        throw Error(ExitCode::check_failed,
                    fmt::format("targets that must hold do not: {}", fmt::join(validation.failed, ", ")));
}

}  // namespace

void add_validate(CommandLine& program) {
    auto options = std::make_shared<ValidateOptions>();
    Command command = program.add("validate", "Hold the model against published targets, one by one");
    add_config_options(command, options->config);
    add_targets_option(command, options->targets);
    command
        .option("--draws", options->validation.draws,
                "Parameter draws for credible intervals (default 0: none; one exact solution each)")
        .between(0, 100000);
    command.option("--only", options->only, "Draw only these parameters; the others stay at their values")
        .separated_by(',')
        .needs("--draws")
        .called("NAME,...");
    add_threads_option(command, options->threads);
    command.option("--comparisons", options->validation.comparisons, "Simulated comparisons for a published p value")
        .between(100, 1000000)
        .showing_default();
    add_output_options(command, options->output);
    command.does([options] { run_validation(*options); });
}

}  // namespace ibtr::cli
