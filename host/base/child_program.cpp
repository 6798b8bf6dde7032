#include "base/child_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "ibtr/error.hpp"

namespace ibtr::bench {
namespace {

/// A pipe whose writing end becomes a child's standard output.
class OutputPipe {
public:
    OutputPipe() {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_adddup2(&actions_, ends_[1], STDOUT_FILENO);
    }
    ~OutputPipe() {
        posix_spawn_file_actions_destroy(&actions_);
        ::close(ends_[0]);
        close_writing_end();
    }
    OutputPipe(const OutputPipe&) = delete;
    OutputPipe& operator=(const OutputPipe&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

    /// Reads until the child closes its end.
    std::string read() {
        close_writing_end();
        std::string text;
        std::array<char, 4096> block;
        while (true) {
            const ssize_t size = ::read(ends_[0], block.data(), block.size());
            if (size < 0 && errno == EINTR) continue;
            if (size <= 0) return text;
            text.append(block.data(), static_cast<std::size_t>(size));
        }
    }

private:
    void close_writing_end() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }

    std::array<int, 2> ends_{-1, -1};
    posix_spawn_file_actions_t actions_{};
};

}  // namespace

std::string output_of(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);

    OutputPipe output;
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), output.actions(), nullptr, pointers.data(), environ);
    if (error != 0)
        throw BackendError(program.string() + " cannot be started: " + std::generic_category().message(error));
    std::string text = output.read();
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGILL)
        throw BackendError(program.string() + " was compiled for another processor: build it on this machine");
    if (WIFSIGNALED(status))
        throw BackendError(program.string() + " was ended by the signal: " + ::strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) != 0)
        throw BackendError(program.string() + " failed with exit code " + std::to_string(WEXITSTATUS(status)));
    return text;
}

}  // namespace ibtr::bench
