#include "cli/options.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdio>

#include "base/files.hpp"
#include "cli/tell.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {

namespace {

void tell_some_of(const std::vector<std::string>& warnings) {
    constexpr std::size_t most = 100;
    for (std::size_t i = 0; i < warnings.size() && i < most; ++i) tell("warning: {}", warnings[i]);
    if (warnings.size() > most) tell("warning: and {} more warnings about the config", warnings.size() - most);
}

}  // namespace

LoadedConfig ConfigOptions::load(bool quiet) const {
    ConfigSource source{path, overrides};
    if (seed) source.overrides.push_back("seed=" + std::to_string(*seed));
    if (patients) source.overrides.push_back("patients=" + std::to_string(*patients));
    LoadedConfig config =
        path == "-" ? load_config_text(read_standard_input(), "standard input", source.overrides) : load_config(source);
    if (quiet && !config.warnings.empty())
        tell("warnings about the config: {}; `ibtr check` prints them", config.warnings.size());
    else
        tell_some_of(config.warnings);
    return config;
}

Option add_config_option(Command& command, ConfigOptions& options) {
    return command.option("CONFIG", options.path, "Model file (TOML), or - for standard input");
}

void add_override_options(Command& command, ConfigOptions& options) {
    command.option("--set", options.overrides, "Override one key of the config: path.to.key=value (repeatable)")
        .called("KEY=VALUE")
        .repeatable();
    command.option("--seed", options.seed, "Seed of all random numbers").whole(0);
}

void add_patients_option(Command& command, ConfigOptions& options) {
    command
        .option("--patients", options.patients, "Patients simulated, over all strata; each lives under every strategy")
        .whole(1);
}

void add_config_options(Command& command, ConfigOptions& options) {
    add_config_option(command, options).required();
    add_override_options(command, options);
    add_patients_option(command, options);
}

void add_output_options(Command& command, OutputOptions& options) {
    command.option("-o,--out", options.out, "Run folder (default: results/<name>/<timestamp>)").called("DIR");
    command.flag("--force", options.force, "Write into a folder that already holds files");
    command.flag("--quiet", options.quiet, "No progress and no table; of warnings about the config their number only");
    command.flag("--no-figure", options.no_figure, "Do not draw figures");
    command.flag("--json", options.json, "Print the summary as one line of JSON on standard output");
}

void add_backend_options(Command& command, BackendOptions& options, const std::string& backend_help) {
    command.option("--backend", options.backend, backend_help)
        .suggesting({"auto", "cuda", "omp", "tbb", "cpp"})
        .showing_default();
    command.option("--threads", options.threads, "CPU threads (default: the processors this process may use)")
        .between(1, 4096);
}

void add_threads_option(Command& command, unsigned& threads) {
    command.option("--threads", threads, "CPU threads").between(1, 4096);
}

void add_comparison_options(Command& command, ComparisonOptions& options) {
    command.flag("--no-exact", options.skip, "Do not compare with the exact solution");
    command.option("--exact-budget", options.budget_seconds, "Seconds the exact solution may take; --no-exact skips it")
        .between_numbers(0.001, 1e6)
        .showing_default();
}

std::filesystem::path TargetsOptions::path(const std::string& config_path) const {
    if (file) {
        if (!std::filesystem::exists(*file)) throw UsageError("--targets " + file->string() + ": no such file");
        return *file;
    }
    if (const auto folder = evidence_folder(config_path)) return *folder / "targets.csv";
    throw UsageError(
        fmt::format("{}: no folder 'evidence' beside it or above; name the targets with --targets FILE", config_path));
}

void add_targets_option(Command& command, TargetsOptions& options) {
    command.option("--targets", options.file, "Targets (default: evidence/targets.csv beside the config)")
        .called("FILE");
}

PatientRange parse_patient_range(const std::string& text) {
    PatientRange range;
    const char* end = text.data() + text.size();
    const auto [colon, first_error] = std::from_chars(text.data(), end, range.begin);
    if (first_error == std::errc{} && colon != end && *colon == ':') {
        const auto [rest, second_error] = std::from_chars(colon + 1, end, range.end);
        if (second_error == std::errc{} && rest == end) return range;
    }
    throw UsageError("--patient-range " + text + ": expected two whole numbers A:B, patients A up to but without B");
}

}  // namespace ibtr::cli
