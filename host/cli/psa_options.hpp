#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "ibtr/design.hpp"
#include "psa/analysis.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::cli {

struct PsaOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    std::optional<std::uint32_t> draws, replicates;
    std::optional<std::string> by, design, shard, patients;
    std::optional<std::uint64_t> budget_histories;
    std::optional<std::filesystem::path> resume;
    std::vector<std::string> groups;
    bool stratified = false, no_hazard_ratios = false, leave_out_illegal = false;

    [[nodiscard]] psa::DrawMethod method() const;
    [[nodiscard]] Design to_design() const;
    /// Patients and draws by a pilot.
    [[nodiscard]] bool automatic() const { return patients && *patients == "auto"; }
    /// The config, changed as the command line says.
    [[nodiscard]] LoadedConfig load() const;
    [[nodiscard]] DrawRange to_range(const Design& all) const;
    [[nodiscard]] psa::OutcomeSelection to_selection(const Model& model) const;
    /// Whether anything says what is to be analysed.
    [[nodiscard]] bool says_what() const;
};
void add_psa_options(Command& command, PsaOptions& options);

}  // namespace ibtr::cli
