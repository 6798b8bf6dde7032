#include "cli/options.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdio>

#include "base/csv.hpp"
#include "cli/whole_number.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

/// Takes whole numbers as people write them and passes on their digits.
CLI::Validator whole_number(std::uint64_t least) {
    const auto read = [least](std::string& text) {
        std::uint64_t number = 0;
        std::string problem = read_whole_number(text, least, number);
        if (problem.empty()) text = std::to_string(number);
        return problem;
    };
    return {read, "", "whole number"};
}

}  // namespace

CLI::Validator number_between(double low, double high) {
    const auto check = [low, high](const std::string& text) -> std::string {
        const auto number = parse_number(text);
        return number && *number >= low && *number <= high
                   ? ""
                   : fmt::format("{} not in range {:g} to {:g}", text, low, high);
    };
    return {[check](std::string& text) { return check(text); }, fmt::format("NUMBER in [{:g} - {:g}]", low, high), ""};
}

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
    command.add_option("--seed", options.seed, "Seed of all random numbers")
        ->transform(whole_number(0))
        ->type_name("NUMBER");
    command
        .add_option("--patients", options.patients, "Women simulated, over all strata; each lives under every strategy")
        ->transform(whole_number(1))
        ->type_name("NUMBER");
}

void add_output_options(CLI::App& command, OutputOptions& options) {
    command.add_option("--out", options.out, "Run folder (default: results/<name>/<timestamp>)")->type_name("DIR");
    command.add_flag("--force", options.force, "Write into a folder that already holds files");
    command.add_flag("--quiet", options.quiet, "No progress and no table; warnings and errors stay");
    command.add_flag("--no-figure", options.no_figure, "Do not draw figures");
    command.add_flag("--json", options.json, "Print the summary as one line of JSON on standard output");
}

void add_backend_options(CLI::App& command, BackendOptions& options) {
    command.add_option("--backend", options.backend, "auto, cuda, omp, tbb or cpp")->capture_default_str();
    command.add_option("--threads", options.threads, "CPU threads (default: the processors this process may use)")
        ->check(CLI::Range(1U, 4096U));
}

void add_comparison_options(CLI::App& command, ComparisonOptions& options) {
    command.add_flag("--no-exact", options.skip, "Do not compare with the exact solution");
    command
        .add_option("--exact-budget", options.budget_seconds,
                    "Seconds the exact solution may take; --no-exact skips it")
        ->check(number_between(0.001, 1e6))
        ->capture_default_str();
}

std::filesystem::path targets_file(const std::optional<std::filesystem::path>& given, const std::string& config_path) {
    if (given) {
        if (!std::filesystem::exists(*given)) throw UsageError("--targets " + given->string() + ": no such file");
        return *given;
    }
    if (const auto folder = evidence_folder(config_path)) return *folder / "targets.csv";
    throw UsageError(
        fmt::format("{}: no folder 'evidence' beside it or above; name the targets with --targets FILE", config_path));
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
