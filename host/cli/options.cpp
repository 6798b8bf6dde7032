#include "cli/options.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdio>

#include "ibtr/error.hpp"

namespace ibtr::cli {

LoadedConfig ConfigOptions::load() const {
    ConfigSource source{path, overrides};
    if (seed) source.overrides.push_back("seed=" + std::to_string(*seed));
    if (patients) source.overrides.push_back("patients=" + std::to_string(*patients));
    LoadedConfig config = load_config(source);
    for (const std::string& warning : config.warnings) fmt::print(stderr, "warning: {}\n", warning);
    return config;
}

void add_config_options(CLI::App& command, ConfigOptions& options) {
    command.add_option("CONFIG", options.path, "Model file (TOML)")->required();
    command.add_option("--set", options.overrides, "Override one key of the config: path.to.key=value (repeatable)")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    // CLI11 reads "-5" as a huge unsigned number: the sign is looked at first.
    command.add_option("--seed", options.seed, "Seed of all random numbers")->check(CLI::NonNegativeNumber);
    command
        .add_option("--patients", options.patients, "Women simulated, over all strata; each lives under every strategy")
        ->check(CLI::PositiveNumber);
}

void add_output_options(CLI::App& command, OutputOptions& options) {
    command.add_option("--out", options.out, "Run folder (default: results/<name>/<timestamp>)")->type_name("DIR");
    command.add_flag("--force", options.force, "Write into a folder that already holds files");
    command.add_flag("--quiet", options.quiet, "No progress and no table");
    command.add_flag("--json", options.json, "Print the summary as one line of JSON on standard output");
}

void add_backend_options(CLI::App& command, BackendOptions& options) {
    command.add_option("--backend", options.backend, "auto, cuda, omp, tbb or cpp")->capture_default_str();
    command.add_option("--threads", options.threads, "CPU threads (default: the processors this process may use)")
        ->check(CLI::Range(1U, 4096U));
}

PatientRange parse_patient_range(const std::string& text) {
    PatientRange range;
    const char* end = text.data() + text.size();
    const auto [colon, first_error] = std::from_chars(text.data(), end, range.begin);
    if (first_error == std::errc{} && colon != end && *colon == ':') {
        const auto [rest, second_error] = std::from_chars(colon + 1, end, range.end);
        if (second_error == std::errc{} && rest == end) return range;
    }
    throw UsageError("--patient-range " + text + ": expected two whole numbers A:B, women A up to but without B");
}

}  // namespace ibtr::cli
