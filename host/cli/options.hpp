#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "cli/command_line.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::cli {

/// Which config, changed how. Of every command that reads one.
struct ConfigOptions {
    std::string path;  ///< "-": standard input
    std::vector<std::string> overrides;
    std::optional<std::uint64_t> seed, patients;

    /// Loads the config, applies the command line and prints warnings to stderr, or where quiet their number.
    [[nodiscard]] LoadedConfig load(bool quiet = false) const;
};
Option add_config_option(Command& command, ConfigOptions& options);
void add_override_options(Command& command, ConfigOptions& options);  ///< --set, --seed
void add_patients_option(Command& command, ConfigOptions& options);
/// All of these; the config is required.
void add_config_options(Command& command, ConfigOptions& options);

/// Where results go and how much is said meanwhile.
struct OutputOptions {
    std::optional<std::filesystem::path> out;
    bool force = false;
    bool quiet = false;
    bool json = false;
    bool no_figure = false;

    [[nodiscard]] bool figures() const { return !no_figure; }
    [[nodiscard]] ExistingFiles existing() const { return force ? ExistingFiles::replace : ExistingFiles::refuse; }
};
void add_output_options(Command& command, OutputOptions& options);

/// What simulates.
struct BackendOptions {
    std::string backend = "auto";
    unsigned threads = 0;  ///< 0: as many as the affinity mask allows

    [[nodiscard]] unsigned thread_count() const { return threads == 0 ? available_threads() : threads; }
};
void add_backend_options(Command& command, BackendOptions& options,
                         const std::string& backend_help = "auto, cuda, omp, tbb or cpp");
void add_threads_option(Command& command, unsigned& threads);

/// How a simulation is compared with the exact solution.
struct ComparisonOptions {
    bool skip = false;
    double budget_seconds = 5;
};
void add_comparison_options(Command& command, ComparisonOptions& options);

/// Where published targets stand.
struct TargetsOptions {
    std::optional<std::filesystem::path> file;

    /// The file as given, or that of the evidence beside the config. @throws UsageError where there is none
    [[nodiscard]] std::filesystem::path path(const std::string& config_path) const;
};
void add_targets_option(Command& command, TargetsOptions& options);

/// "A:B" -> [A, B). @throws UsageError
PatientRange parse_patient_range(const std::string& text);

}  // namespace ibtr::cli
