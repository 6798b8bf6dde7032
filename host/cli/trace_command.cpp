#include <fmt/core.h>
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/study.hpp"
#include "study/describe.hpp"
#include "trace/trace.hpp"
#include "trace/trace_report.hpp"

namespace ibtr::cli {
namespace {

struct TraceOptions {
    ConfigOptions config;
    OutputOptions output;
    std::string patient;
    std::string format = "text";
    std::optional<std::uint64_t> draw;
};

/// The parameters of a draw, as `psa` draws them; without one those of the base case.
Parameters parameters_of(const Study& study, const std::optional<std::uint64_t>& draw) {
    if (!draw) return study.parameters();
    const Model& model = study.model();
    constexpr std::uint64_t most = 0xfffffffe;
    if (*draw > most) throw UsageError(fmt::format("--draw {}: draws are numbered from 0 to {}", *draw, most));
    const ParameterSampler sampler(model, {.draws = static_cast<std::uint32_t>(*draw) + 1}, model.seed,
                                   study.config().economics);
    if (sampler.drawn().empty())
        throw UsageError("--draw: no parameter of this config has an uncertainty; leave it out for the base case");
    return sampler.draw(static_cast<std::uint32_t>(*draw));
}

void write_trace(const TraceOptions& options, const Study& study, const std::string& text, const std::string& csv,
                 const std::string& json, StageTimer& timer) {
    const OutputOptions& output = options.output;
    const PendingFolder folder = open_folder(output, study.model().name, trace::trace_files());
    folder->discard_old_run();
    folder->write("trace.txt", text);
    folder->write("trace.csv", csv);
    folder->write("trace.json", json);
    timer.lap("write");
    Manifest manifest = describe_study(study, "trace");
    manifest.backend = "trace";
    manifest.threads = 1;
    write_manifest(std::move(manifest), timer, *folder);
    say_where(output, *folder);
}

void trace_one(const TraceOptions& options) {
    StageTimer timer;
    if (options.output.force && !options.output.out)
        throw UsageError("--force is for --out DIR: without it nothing is written");
    const Study study(options.config.load(options.output.quiet));
    const Model& model = study.model();
    const Parameters parameters = parameters_of(study, options.draw);
    const Population population = make_population(model, parameters);
    const Tables tables = compile(model, parameters, population, study.graph());
    trace::Address address = trace::parse_address(model, population, options.patient);
    address.seed = model.seed;
    address.draw = static_cast<std::uint32_t>(options.draw.value_or(0));
    timer.lap("compile");

    const trace::PatientTrace found = trace::trace_patient(model, population, tables, address);
    const trace::Scales scales = trace::scales_of(model, tables, address.stratum);
    const RunIdentity identity{study.config().hash, "", "trace"};
    const auto json = [&](JsonLayout layout) {
        return trace::trace_json(model, population, found, scales, identity, layout);
    };
    const std::string text = trace::trace_text(model, population, found, scales);
    const std::string csv = trace::trace_csv(model, found, scales);
    timer.lap("walk");
    if (options.output.out) write_trace(options, study, text, csv, json(JsonLayout::indented), timer);
    if (options.output.json || options.format == "json")
        print_result(json(JsonLayout::one_line));
    else if (!options.output.quiet)
        print_result(options.format == "csv" ? csv : text);
    if (!options.output.quiet && address.index >= study.plan().allocation()[address.stratum])
        tell("a run of {} {} has {} in this stratum: this one is of larger runs", model.patients, model.people,
             study.plan().allocation()[address.stratum]);
}

}  // namespace

void add_trace(CommandLine& program) {
    auto options = std::make_shared<TraceOptions>();
    Command command =
        program.add("trace", "One patient under every strategy, event by event, to be recomputed by hand");
    add_config_option(command, options->config).required();
    add_override_options(command, options->config);
    command
        .option("--patient", options->patient,
                "Stratum, by number or by levels (factor=level&factor=level), and index in it, from 0")
        .called("STRATUM:INDEX")
        .required();
    command.option("--draw", options->draw, "Parameters of this draw of `psa` (default: the base case)").whole(0);
    command.option("--format", options->format, "What is printed: text, csv or json")
        .one_of({"text", "csv", "json"})
        .showing_default();
    command.option("-o,--out", options->output.out, "Also write trace.txt, trace.csv and trace.json into this folder")
        .called("DIR");
    command.flag("--force", options->output.force, "Write into a folder that already holds files");
    command.flag("--quiet", options->output.quiet, "Print nothing but JSON that was asked for");
    command.flag("--json", options->output.json, "The same as --format json");
    command.does([options] { trace_one(*options); });
}

}  // namespace ibtr::cli
