#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::cli {

/// Which config, changed how. Of every command that reads one.
struct ConfigOptions {
    std::string path;
    std::vector<std::string> overrides;
    std::optional<std::uint64_t> seed, patients;

    /// Loads the config, applies the command line and prints warnings to stderr.
    [[nodiscard]] LoadedConfig load() const;
};
void add_config_options(CLI::App& command, ConfigOptions& options);

/// A number from low to high; not NaN, which CLI11's own check lets pass.
CLI::Validator number_between(double low, double high);

/// Where results go and how much is said meanwhile.
struct OutputOptions {
    std::optional<std::filesystem::path> out;
    bool force = false;
    bool quiet = false;
    bool json = false;
    bool no_figure = false;

    [[nodiscard]] ExistingFiles existing() const { return force ? ExistingFiles::replace : ExistingFiles::refuse; }
};
void add_output_options(CLI::App& command, OutputOptions& options);

/// What simulates.
struct BackendOptions {
    std::string backend = "auto";
    unsigned threads = 0;  ///< 0: as many as the affinity mask allows

    [[nodiscard]] unsigned thread_count() const { return threads == 0 ? available_threads() : threads; }
};
void add_backend_options(CLI::App& command, BackendOptions& options);

/// How a simulation is compared with the exact solution.
struct ComparisonOptions {
    bool skip = false;
    double budget_seconds = 5;
};
void add_comparison_options(CLI::App& command, ComparisonOptions& options);

/// targets.csv: as given, or that of the evidence beside the config.
/// @throws UsageError where there is none
std::filesystem::path targets_file(const std::optional<std::filesystem::path>& given, const std::string& config_path);

/// "A:B" -> [A, B). @throws UsageError
PatientRange parse_patient_range(const std::string& text);

}  // namespace ibtr::cli
