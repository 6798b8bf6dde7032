#include "cli/options.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "ibtr/error.hpp"
#include "ibtr/evidence.hpp"

namespace ibtr::cli {
namespace {

/// Reads whole numbers as people write them: 10000 or 1e4. What is not one from `least` on is an error, in few words.
CLI::Validator whole_number(std::uint64_t least) {
    const auto read = [least](std::string& text) -> std::string {
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();  // of a whole number in TOML
        constexpr double largest_exact = 9007199254740992.0;  // 2^53: every whole number below is a double
        const char* end = text.data() + text.size();
        std::uint64_t whole = 0;
        const auto plain = std::from_chars(text.data(), end, whole);
        if (plain.ec != std::errc{} || plain.ptr != end) {
            double number = 0;
            const auto real = std::from_chars(text.data(), end, number);
            if (real.ec != std::errc{} || real.ptr != end || !(number >= 0) || number > largest_exact ||
                std::trunc(number) != number)
                return fmt::format("'{}' is not a whole number from {} to {}", text, least, most);
            whole = static_cast<std::uint64_t>(number);
        }
        if (whole > most) return fmt::format("{} is above the largest allowed number, {}", text, most);
        if (whole < least) return fmt::format("{} is below the least allowed number, {}", text, least);
        text = std::to_string(whole);
        return {};
    };
    return {read, "NUMBER", "whole number"};
}

}  // namespace

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
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
}

std::filesystem::path targets_file(const std::optional<std::filesystem::path>& given, const std::string& config_path) {
    if (given) return *given;
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
