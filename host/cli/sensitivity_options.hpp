#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace ibtr::cli {

struct SensitivityOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    std::vector<std::string> methods{"one-way", "ranks", "evppi"};
    std::vector<std::string> outcomes, only, vary, together, values{"rmst"};
    std::string by = "exact";
    std::size_t points = 11, pairs = 1000;
    std::uint32_t draws = 1000;

    [[nodiscard]] bool wants(const char* method) const {
        return std::find(methods.begin(), methods.end(), method) != methods.end();
    }
};

void add_sensitivity_options(CLI::App& command, SensitivityOptions& options);

/// @throws UsageError where an option was given that only methods take which are not asked for
void refuse_unused(const CLI::App& command, const SensitivityOptions& options);

}  // namespace ibtr::cli
