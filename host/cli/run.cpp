#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "backend/cuda_backend.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "ibtr/backend.hpp"
#include "study/study.hpp"
#include "tally/tally_part.hpp"

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
    fmt::print(stderr, "backend {}: {}\n", backend.name(), backend.description());
    if (asked_for != "auto" || backend.name() == "cuda") return;
    fmt::print(stderr, "no GPU is used: {}\n", cuda_status().detail);
}

void write_part(const Study& study, const WorkPlan& plan, Tallies tallies, const OutputOptions& output,
                const RunFolder& folder, Manifest manifest, Stopwatch& stopwatch) {
    manifest.tally_digest = tally_digest(tallies);
    const TallyPart part{study.config.hash, study.tables_digest, plan.seed(),
                         plan.patients(),   plan.range(),        std::move(tallies)};
    folder.discard_old_run();
    folder.write(tally_part_file_name, encode_part(part));
    stopwatch.lap("write part");
    stamp(manifest, stopwatch);
    folder.write("manifest.json", manifest_json(manifest));
    announce(study, {study.config.hash, manifest.tally_digest, manifest.backend}, {}, output, folder);
    if (!output.quiet)
        fmt::print(stderr, "women {} to {} of {}: join all parts with `ibtr merge`\n", plan.range().begin,
                   plan.range().end, plan.patients());
}

void run(const RunOptions& options) {
    Stopwatch stopwatch;
    LoadedConfig config = options.config.load();
    const PendingFolder folder(options.output, config.model.name);
    const Study study = compile_study(std::move(config));
    const Model& model = study.model();
    const bool part = !options.patient_range.empty();
    const PatientRange range = part ? parse_patient_range(options.patient_range) : PatientRange{0, model.patients};
    const WorkPlan plan(model, study.population, study.graph, model.patients, model.seed, 0, range);
    stopwatch.lap("compile");

    const auto backend = make_backend(options.backend.backend, options.backend.threads);
    if (!options.output.quiet) announce_backend(*backend, options.backend.backend);
    ProgressLine progress(plan.shape().strategies, options.output.quiet);
    Tallies tallies = backend->simulate(study.tables, plan, std::ref(progress));
    stopwatch.lap("simulate");

    Manifest manifest = describe_study(study, "run");
    manifest.patient_range = range;
    manifest.backend = backend->name();
    manifest.device = backend->description();
    manifest.threads = backend->threads();
    if (part)
        write_part(study, plan, std::move(tallies), options.output, *folder, std::move(manifest), stopwatch);
    else
        publish_simulation(study, tallies, plan.allocation(), options.comparison, options.output, *folder,
                           std::move(manifest), stopwatch);
}

}  // namespace

void add_run(CLI::App& app) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* command = app.add_subcommand("run", "Simulate one parameter set: survival curves and risk ratios");
    add_config_options(*command, options->config);
    add_output_options(*command, options->output);
    add_backend_options(*command, options->backend);
    command->add_option("--patient-range", options->patient_range, "Only women A up to B; join parts with `ibtr merge`")
        ->type_name("A:B");
    add_comparison_options(*command, options->comparison);
    command->callback([options] { run(*options); });
}

}  // namespace ibtr::cli
