#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "ibtr/build_info.hpp"
#include "ibtr/error.hpp"

namespace {

int to_status(ibtr::ExitCode code) {
    return static_cast<int>(code);
}

int run_command(int argc, char** argv) {
    CLI::App app("Outcomes after ipsilateral breast tumour recurrence: Monte Carlo multistate model", "ibtr");
    app.require_subcommand(1);
    app.set_version_flag("--version", ibtr::build_info.version);
    ibtr::cli::add_run(app);
    ibtr::cli::add_exact(app);
    ibtr::cli::add_psa(app);
    ibtr::cli::add_merge(app);
    ibtr::cli::add_meta(app);
    ibtr::cli::add_check(app);
    ibtr::cli::add_info(app);
    ibtr::cli::add_bench(app);
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
    try {
        return run_command(argc, argv);
    } catch (const ibtr::Error& error) {
        std::fprintf(stderr, "ibtr: %s\n", error.what());
        return to_status(error.code());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "ibtr: internal error: %s\n", error.what());
        return to_status(ibtr::ExitCode::internal);
    }
}
