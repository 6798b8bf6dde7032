#include <csignal>
#include <exception>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

namespace {

ibtr::ExitCode run(int argc, char** argv) {
    try {
        ibtr::cli::CommandLine program(
            "ibtr", "Outcomes after ipsilateral breast tumour recurrence: Monte Carlo multistate model",
            ibtr::build_info.version);
        ibtr::cli::add_commands(program);
        return program.run(argc, argv);
    } catch (const std::exception& error) {
        return ibtr::cli::report_failure(error);
    }
}

}  // namespace

int main(int argc, char** argv) {
    ibtr::cli::catch_interrupts();
    std::signal(SIGXFSZ, SIG_IGN);  // a file too large for its limit is then an error of write, as a full disk is
    return static_cast<int>(run(argc, argv));
}
