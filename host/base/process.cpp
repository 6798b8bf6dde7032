#include "base/process.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>

#include "base/interrupt.hpp"

extern char** environ;

namespace ibtr {
namespace {

/// An anonymous file in memory.
class MemoryFile {
public:
    explicit MemoryFile(const char* name) : descriptor_(::memfd_create(name, MFD_CLOEXEC)) {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] int get() const { return descriptor_; }

    void write(std::string_view content) const {
        while (!content.empty()) {
            const ssize_t written = ::write(descriptor_, content.data(), content.size());
            if (written < 0) throw std::system_error(errno, std::generic_category(), "write to memory file");
            content.remove_prefix(static_cast<std::size_t>(written));
        }
        ::lseek(descriptor_, 0, SEEK_SET);
    }
    [[nodiscard]] std::size_t size() const {
        struct stat file {};
        return ::fstat(descriptor_, &file) == 0 ? static_cast<std::size_t>(file.st_size) : 0;
    }
    [[nodiscard]] std::string content() const {
        std::string text;
        std::array<char, 65536> block;
        ::lseek(descriptor_, 0, SEEK_SET);
        for (ssize_t size; (size = ::read(descriptor_, block.data(), block.size())) > 0;)
            text.append(block.data(), static_cast<std::size_t>(size));
        return text;
    }

private:
    int descriptor_;
};

/// Standard streams of a child process.
class StreamActions {
public:
    StreamActions(const MemoryFile& in, const MemoryFile& out, const MemoryFile& err) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_adddup2(&actions_, in.get(), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, out.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, err.get(), STDERR_FILENO);
    }
    ~StreamActions() { posix_spawn_file_actions_destroy(&actions_); }
    StreamActions(const StreamActions&) = delete;
    StreamActions& operator=(const StreamActions&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

/// The process group of a child: the parent's, or one of its own, which Ctrl-C in the terminal does not reach.
class GroupAttributes {
public:
    explicit GroupAttributes(bool own_group) {
        posix_spawnattr_init(&attributes_);
        short flags = POSIX_SPAWN_SETSIGDEF;
        if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
        posix_spawnattr_setflags(&attributes_, flags);
        posix_spawnattr_setpgroup(&attributes_, 0);
        // What this program ignores for itself would be ignored by the child too.
        sigset_t as_usual;
        sigemptyset(&as_usual);
        for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&as_usual, signal);
        posix_spawnattr_setsigdefault(&attributes_, &as_usual);
    }
    ~GroupAttributes() { posix_spawnattr_destroy(&attributes_); }
    GroupAttributes(const GroupAttributes&) = delete;
    GroupAttributes& operator=(const GroupAttributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// Status of a child that has ended; nothing where it has not and `flags` forbid to wait.
std::optional<int> ended(pid_t child, int flags) {
    int status = 0;
    for (;;) {
        const pid_t found = ::waitpid(child, &status, flags);
        if (found == child) return status;
        if (found == 0) return std::nullopt;
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    }
}

using End = ProcessResult::End;

/// Why a child has to be killed; nothing where it may go on.
std::optional<End> reason_to_kill(const ProgramCall& command, std::chrono::steady_clock::time_point start,
                                  const MemoryFile& out, const MemoryFile& err) {
    if (interrupt_requested()) return End::interrupted;
    if (command.time_limit && std::chrono::steady_clock::now() > start + *command.time_limit) return End::out_of_time;
    if (std::max(out.size(), err.size()) > command.most_output_bytes) return End::too_much_output;
    return std::nullopt;
}

struct ChildEnd {
    End end;
    int status;
};

/// Waits for a child, or kills it.
ChildEnd wait_for(pid_t child, const ProgramCall& command, const MemoryFile& out, const MemoryFile& err) {
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
        if (const auto status = ended(child, WNOHANG))
            return {WIFSIGNALED(*status) ? End::signalled : End::exited, *status};
        if (const auto reason = reason_to_kill(command, start, out, err)) {
            ::kill(command.hears_ctrl_c ? child : -child, SIGKILL);
            ended(child, 0);
            return {*reason, 0};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

}  // namespace

ProcessResult run_process(const ProgramCall& command) {
    std::vector<std::string> words{command.program};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);

    const MemoryFile in("input"), out("output"), err("complaints");
    in.write(command.input);
    const StreamActions actions(in, out, err);
    const GroupAttributes attributes(!command.hears_ctrl_c);
    pid_t child = 0;
    const OrderlyStop kills_the_child;
    if (const int error =
            posix_spawnp(&child, pointers.front(), actions.get(), attributes.get(), pointers.data(), environ))
        return {End::not_started, error, "", ""};
    const auto [end, status] = wait_for(child, command, out, err);
    if (std::max(out.size(), err.size()) > command.most_output_bytes) return {End::too_much_output, 0, "", ""};
    const int code = end == End::signalled ? WTERMSIG(status) : end == End::exited ? WEXITSTATUS(status) : 0;
    return {end, code, out.content(), err.content()};
}

bool start_process(const std::string& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const MemoryFile nothing("nothing");
    const StreamActions actions(nothing, nothing, nothing);
    const GroupAttributes attributes(true);
    pid_t child = 0;
    return posix_spawnp(&child, pointers.front(), actions.get(), attributes.get(), pointers.data(), environ) == 0;
}

std::string first_line(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return "it says nothing";
    return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace ibtr
