#include "base/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// "1234" of the process that has locked a folder, as the kernel lists it; empty where it does not say.
std::string holder_of(int descriptor) {
    struct stat folder {};
    if (::fstat(descriptor, &folder) != 0) return "";
    const std::string file = fmt::format("{:02x}:{:02x}:{}", major(folder.st_dev), minor(folder.st_dev), folder.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, force, access, process, where;
        if (words >> number >> kind >> force >> access >> process >> where && kind == "FLOCK" && where == file)
            return process;
    }
    return "";
}

/// What a process was started with.
std::string command_line_of(const std::string& process) {
    std::ifstream file("/proc/" + process + "/cmdline", std::ios::binary);
    std::string words{std::istreambuf_iterator<char>(file), {}};
    while (!words.empty() && words.back() == '\0') words.pop_back();
    std::replace(words.begin(), words.end(), '\0', ' ');
    constexpr std::size_t most = 200;
    return words.size() > most ? words.substr(0, most) + "..." : words;
}

[[noreturn]] void say_who_holds(const std::filesystem::path& folder, int descriptor) {
    const std::string process = holder_of(descriptor);
    ::close(descriptor);
    const std::string who = process.empty() ? "" : fmt::format(" (process {}: {})", process, command_line_of(process));
    throw StorageError(fmt::format("{}: another process is using it{}; wait for its end, or choose another folder",
                                   folder.string(), who));
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) return;  // a folder that may be written and not read: nobody can tell
    int result = 0;
    do {
        result = ::flock(descriptor_, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK) say_who_holds(folder, descriptor_);
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool FolderLock::is_at(const std::filesystem::path& folder) const {
    if (descriptor_ < 0) return true;
    struct stat held {};
    struct stat there {};
    return ::fstat(descriptor_, &held) == 0 && ::stat(folder.c_str(), &there) == 0 && held.st_dev == there.st_dev &&
           held.st_ino == there.st_ino;
}

}  // namespace ibtr
