#pragma once

#include <CLI/CLI.hpp>

namespace ibtr::cli {

// Each adds one subcommand; what it does runs as the subcommand's callback and throws ibtr::Error to fail.
void add_run(CLI::App& app);
void add_exact(CLI::App& app);
void add_psa(CLI::App& app);
void add_sensitivity(CLI::App& app);
void add_solve(CLI::App& app);
void add_calibrate(CLI::App& app);
void add_merge(CLI::App& app);
void add_meta(CLI::App& app);
void add_marginals(CLI::App& app);
void add_validate(CLI::App& app);
void add_check(CLI::App& app);
void add_info(CLI::App& app);
void add_bench(CLI::App& app);

}  // namespace ibtr::cli
