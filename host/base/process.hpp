#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ibtr {

/// A program to run.
struct ProgramCall {
    std::string program;  ///< path, or a name that is looked for where the user's programs are
    std::vector<std::string> arguments;
    std::string input = {};                                    ///< of its standard input
    std::optional<std::chrono::milliseconds> time_limit = {};  ///< after which it is killed
    std::size_t most_output_bytes = std::size_t{64} << 20U;    ///< beyond which it is killed
    bool hears_ctrl_c = true;  ///< of the terminal; false where the caller decides what to finish
};

/// How a program ended and what it wrote.
struct ProcessResult {
    enum class End : std::uint8_t { exited, signalled, out_of_time, too_much_output, interrupted, not_started };
    End end = End::not_started;
    int code = 0;                    ///< exit code, number of the signal, or the system's error
    std::string output, complaints;  ///< standard output and standard error, whole

    [[nodiscard]] bool succeeded() const { return end == End::exited && code == 0; }
};

/// Runs a program, without a shell, to its end. What it reads and writes travels through anonymous memory files, so
/// that neither a full disk nor a full pipe can cut it short. Where the user stops this program (interrupt_requested),
/// it is killed, with its own children where it does not hear Ctrl-C.
/// @throws std::system_error where the system has no memory files or processes left
ProcessResult run_process(const ProgramCall& command);

/// Starts a program, without a shell, that goes on by itself: its streams lead nowhere, Ctrl-C does not reach it.
/// @return whether there is such a program
bool start_process(const std::string& program, const std::vector<std::string>& arguments);

/// First line of a text that says something; "it says nothing" where none does.
std::string first_line(const std::string& text);

}  // namespace ibtr
