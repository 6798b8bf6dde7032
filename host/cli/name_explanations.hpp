#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "studies/simulate_studies.hpp"

namespace ibtr::cli {

/// `ibtr studies --against`: which of several explanations a study would name.
struct NamingOptions {
    std::vector<std::string> against;  ///< NAME=CONFIG[;KEY=VALUE]...
    std::vector<std::uint32_t> women;  ///< sizes; empty: as designed
};

/// Simulates the designs under the config and under each of the others, and writes what tells them apart.
void name_explanations(const ConfigOptions& config, const NamingOptions& naming, const std::string& design,
                       const studies::StudiesOptions& how, const OutputOptions& output);

}  // namespace ibtr::cli
