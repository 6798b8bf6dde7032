#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ibtr {

/// Process exit codes of the command-line contract.
enum class ExitCode : int {
    done = 0,
    internal = 1,
    usage = 2,
    backend = 3,
    storage = 4,
    check_failed = 5,
    interrupted = 130,
};

/// Base of every error that the command line reports; carries the exit code it maps to.
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

/// The command line or the config is wrong: says what, where, and the way out.
class UsageError : public Error {
public:
    explicit UsageError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// A backend or device cannot do what was asked.
class BackendError : public Error {
public:
    explicit BackendError(const std::string& message) : Error(ExitCode::backend, message) {}
};

/// A file or folder cannot be read, written or renamed.
class StorageError : public Error {
public:
    explicit StorageError(const std::string& message) : Error(ExitCode::storage, message) {}
};

/// The user asked to stop (Ctrl-C).
class Interrupted : public Error {
public:
    explicit Interrupted(const std::string& message) : Error(ExitCode::interrupted, message) {}
};

/// One thing that is wrong in a config, with everything a reader needs to mend it.
struct Problem {
    std::string file;     ///< path as the user gave it; "--set" for a command-line override
    int line = 0;         ///< 1-based; 0 where no line applies
    std::string key;      ///< dotted path, e.g. "transitions[2].hazard.shape"
    std::string message;  ///< what was found, what is allowed, nearest valid name where there is one
};

/// All problems of a config at once; `what()` lists them, one a line, as file:line: key: message.
class ConfigError : public UsageError {
public:
    explicit ConfigError(std::vector<Problem> problems)
        : UsageError(describe(problems)), problems_(std::move(problems)) {}
    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

private:
    static std::string describe(const std::vector<Problem>& problems) {
        std::string text;
        for (const Problem& problem : problems) {
            if (!text.empty()) text += '\n';
            text += problem.file;
            if (problem.line > 0) text += ':' + std::to_string(problem.line);
            text += ": ";
            if (!problem.key.empty()) text += problem.key + ": ";
            text += problem.message;
        }
        return text;
    }
    std::vector<Problem> problems_;
};

}  // namespace ibtr
