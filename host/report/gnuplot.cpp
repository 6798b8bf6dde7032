#include "report/gnuplot.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

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

/// A child that Ctrl-C in the terminal does not reach: the command decides what to finish.
class OwnProcessGroup {
public:
    OwnProcessGroup() {
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
        posix_spawnattr_setpgroup(&attributes_, 0);
    }
    ~OwnProcessGroup() { posix_spawnattr_destroy(&attributes_); }
    OwnProcessGroup(const OwnProcessGroup&) = delete;
    OwnProcessGroup& operator=(const OwnProcessGroup&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// Exit status of a child; after a minute it is killed and there is none.
std::optional<int> wait_for(pid_t child) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    int status = 0;
    for (;;) {
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return status;
        if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
        if (std::chrono::steady_clock::now() > deadline) break;
        std::this_thread::sleep_for(2ms);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return std::nullopt;
}

/// First line of a process's complaints that says something.
std::string first_line(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return "it says nothing";
    return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

GnuplotResult run_gnuplot(const std::string& script) try {
    const MemoryFile in("script"), out("picture"), err("messages");
    in.write(script);
    const StreamActions actions(in, out, err);
    const OwnProcessGroup attributes;
    std::string program = "gnuplot", defaults = "--default-settings", input = "-";
    std::array<char*, 4> arguments{program.data(), defaults.data(), input.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, program.c_str(), actions.get(), attributes.get(), arguments.data(), environ);
    if (error == ENOENT) return {"", "gnuplot is not installed; Debian package gnuplot-nox has it"};
    if (error != 0) return {"", "gnuplot cannot be started: " + std::generic_category().message(error)};

    const std::optional<int> status = wait_for(child);
    if (!status) return {"", "gnuplot did not end within a minute and was stopped"};
    std::string picture = out.content();
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0 || picture.empty())
        return {"", "gnuplot failed: " + first_line(err.content())};
    return {std::move(picture), ""};
} catch (const std::system_error& failure) {
    return {"", std::string("gnuplot cannot be started: ") + failure.what()};
}

std::string gnuplot_string(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "’";
        else
            quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return quoted + "'";
}

std::string axis_title(const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "none" ? name : name + " [" + unit + "]";
}

}  // namespace ibtr
