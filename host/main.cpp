#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "base/build_info.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/standard_streams.hpp"

namespace {

ibtr::ExitCode run(int argc, char** argv) {
    try {
        ibtr::cli::CommandLine program(
            "ibtr", "Outcomes after ipsilateral breast tumour recurrence: Monte Carlo multistate model",
            ibtr::build_info.version, ibtr::build_info.commit_date);
        ibtr::cli::add_commands(program);
        const ibtr::ExitCode code = program.run(argc, argv);
        return ibtr::interrupt_requested() ? ibtr::ExitCode::interrupted : code;
    } catch (const std::exception& error) {
        return ibtr::cli::report_failure(error);
    }
}

/// Where memory ends in what must not throw, as the destructor of a JSON text that allocates, there is no way back;
/// files are whole or absent all the same.
[[noreturn]] void end_without_way_back() {
    if (const std::exception_ptr error = std::current_exception()) {
        try {
            std::rethrow_exception(error);
        } catch (const std::bad_alloc&) {
            constexpr std::string_view message = "ibtr: not enough memory\n";
            [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, message.data(), message.size());
            ::_exit(static_cast<int>(ibtr::ExitCode::internal));
        } catch (...) {
            std::abort();
        }
    }
    std::abort();
}

}  // namespace

int main(int argc, char** argv) {
    std::set_terminate(end_without_way_back);
    ibtr::cli::hold_standard_streams();
    ibtr::catch_interrupts();
    std::signal(SIGXFSZ, SIG_IGN);  // a file too large for its limit is then an error of write, as a full disk is
    return static_cast<int>(run(argc, argv));
}
