#pragma once

#include "base/run_folder.hpp"
#include "cli/command_line.hpp"

namespace ibtr::cli {

// Each adds one subcommand.
void add_run(CommandLine& program);
void add_exact(CommandLine& program);
void add_psa(CommandLine& program);
void add_sensitivity(CommandLine& program);
void add_solve(CommandLine& program);
void add_explore(CommandLine& program);
void add_calibrate(CommandLine& program);
void add_cohort(CommandLine& program);
void add_decision(CommandLine& program);
void add_merge(CommandLine& program);
void add_meta(CommandLine& program);
void add_bias(CommandLine& program);
void add_studies(CommandLine& program);
void add_weigh(CommandLine& program);
void add_marginals(CommandLine& program);
void add_validate(CommandLine& program);
void add_verify(CommandLine& program);
void add_trace(CommandLine& program);
void add_report(CommandLine& program);
void add_figure(CommandLine& program);
void add_check(CommandLine& program);
void add_new(CommandLine& program);
void add_schema(CommandLine& program);
void add_info(CommandLine& program);
void add_bench(CommandLine& program);
void add_manual(CommandLine& program);

/// All of them, in the order of the help.
void add_commands(CommandLine& program);

/// Every file that some command writes into a run folder.
FileNames files_of_all_commands();

}  // namespace ibtr::cli
