#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "study/study.hpp"
#include "validate/validation.hpp"

namespace ibtr::cli {
namespace {

struct ValidateOptions {
    ConfigOptions config;
    OutputOptions output;
    std::optional<std::filesystem::path> targets;
    std::vector<std::string> only;
    unsigned threads = 0;
    ValidationOptions validation;
};

void run_validation(const ValidateOptions& options) {
    Stopwatch stopwatch;
    const std::filesystem::path targets_path = targets_file(options.targets, options.config.path);
    const Evidence evidence = load_evidence((targets_path.parent_path() / "evidence.csv").string());
    const std::vector<Target> targets = load_targets(targets_path.string(), evidence);
    LoadedConfig config = options.config.load();
    if (!options.only.empty()) config.model = with_uncertainty_only_of(std::move(config.model), options.only);
    const PendingFolder folder(options.output, config.model.name);
    const Study study = compile_study(std::move(config));
    stopwatch.lap("compile");

    ValidationOptions how = options.validation;
    how.exact.stop_requested = interrupt_requested;
    how.exact.threads = options.threads == 0 ? available_threads() : options.threads;
    how.progress = progress_of_draws(how.draws, options.output.quiet);
    const Validation validation = validate(study.model(), study.parameters, evidence, targets, how);
    stopwatch.lap("solve");
    const RunIdentity identity{study.config.hash, "", "exact"};
    folder->discard_old_run();
    folder->write("validation.csv", validation_csv(validation));
    folder->write("summary.json", validation_json(validation, identity, JsonLayout::indented));
    const std::string no_figure =
        options.output.no_figure ? "" : draw_validation_plot(study.model(), validation, *folder);
    stopwatch.lap("write");
    Manifest manifest = describe_study(study, "validate");
    manifest.backend = "exact";
    manifest.threads = how.exact.threads;
    if (validation.draws > 0) manifest.draws = validation.draws;
    manifest.drawn_only = options.only;
    stamp(manifest, stopwatch);
    folder->write("manifest.json", manifest_json(manifest));

    if (options.output.json)
        print_result(validation_json(validation, identity, JsonLayout::one_line) + "\n");
    else if (!options.output.quiet)
        print_result(validation_table(validation));
    if (!options.output.quiet) {
        for (const TargetResult& result : validation.results)
            if (result.status != TargetStatus::not_in_model && result.time_years > study.model().horizon_years)
                fmt::print(stderr, "{} lies at {:g} years, beyond the config's horizon of {:g}: solved that far\n",
                           result.target.name, result.time_years, study.model().horizon_years);
        if (!no_figure.empty()) fmt::print(stderr, "{}\n", no_figure);
        fmt::print(stderr, "tables_digest {}\nresults in {}\n", study.tables_digest, folder->path().string());
    }
    if (!validation.holds())
        throw Error(ExitCode::check_failed,
                    fmt::format("targets that must hold do not: {}", fmt::join(validation.failed, ", ")));
}

}  // namespace

void add_validate(CLI::App& app) {
    auto options = std::make_shared<ValidateOptions>();
    CLI::App* command = app.add_subcommand("validate", "Hold the model against published targets, one by one");
    add_config_options(*command, options->config);
    command->add_option("--targets", options->targets, "Targets (default: evidence/targets.csv beside the config)")
        ->type_name("FILE");
    command
        ->add_option("--draws", options->validation.draws,
                     "Parameter draws for credible intervals (default 0: none; one exact solution each)")
        ->check(CLI::Range(0U, 100000U));
    command->add_option("--only", options->only, "Draw only these parameters; the others stay at their values")
        ->delimiter(',')
        ->needs("--draws")
        ->type_name("NAME,...");
    command->add_option("--threads", options->threads, "CPU threads")->check(CLI::Range(1U, 4096U));
    command
        ->add_option("--comparisons", options->validation.comparisons, "Simulated comparisons for a published p value")
        ->check(CLI::Range(100U, 1000000U))
        ->capture_default_str();
    add_output_options(*command, options->output);
    command->callback([options] { run_validation(*options); });
}

}  // namespace ibtr::cli
