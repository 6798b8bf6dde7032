#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <string>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/progress.hpp"
#include "ibtr/error.hpp"

namespace {

int to_status(ibtr::ExitCode code) {
    return static_cast<int>(code);
}

/// CLI11 says no more than that a command is missing.
void require_known_command(const CLI::App& app, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return;
    std::string names;
    for (const CLI::App* command : app.get_subcommands({})) {
        if (command->get_name() == argv[1]) return;
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    throw ibtr::UsageError("'" + std::string(argv[1]) + "' is not a command; commands: " + names);
}

int run_command(int argc, char** argv) {
    CLI::App app("Outcomes after ipsilateral breast tumour recurrence: Monte Carlo multistate model", "ibtr");
    app.require_subcommand(1);
    app.set_version_flag("--version", ibtr::build_info.version);
    ibtr::cli::add_run(app);
    ibtr::cli::add_exact(app);
    ibtr::cli::add_psa(app);
    ibtr::cli::add_sensitivity(app);
    ibtr::cli::add_calibrate(app);
    ibtr::cli::add_solve(app);
    ibtr::cli::add_merge(app);
    ibtr::cli::add_meta(app);
    ibtr::cli::add_marginals(app);
    ibtr::cli::add_validate(app);
    ibtr::cli::add_check(app);
    ibtr::cli::add_info(app);
    ibtr::cli::add_bench(app);
    require_known_command(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool asked_for_help = error.get_exit_code() == 0;
        app.exit(error);
        return to_status(asked_for_help ? ibtr::ExitCode::done : ibtr::ExitCode::usage);
    }
    return to_status(ibtr::ExitCode::done);
}

}  // namespace

int main(int argc, char** argv) {
    ibtr::cli::catch_interrupts();
    std::signal(SIGXFSZ, SIG_IGN);  // a file too large for its limit is then an error of write, as a full disk is
    try {
        return run_command(argc, argv);
    } catch (const std::exception& error) {
        return ibtr::cli::report_failure(error);
    }
}
