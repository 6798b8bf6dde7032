#include "base/run_folder.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
    throw StorageError(fmt::format("{} {}: {}", what, path.string(), std::generic_category().message(error)));
}

/// An open file descriptor, closed at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return descriptor_; }
    /// Some file systems report a full disk no earlier than here.
    [[nodiscard]] int close() { return ::close(std::exchange(descriptor_, -1)); }

private:
    int descriptor_;
};

/// A temporary file, removed unless it was renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
    ~TemporaryFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }
    void rename_to(const fs::path& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0) fail("cannot write", target, errno);
        path_.clear();
    }

private:
    fs::path path_;
};

void write_all(int descriptor, std::string_view content, const fs::path& target) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("cannot write", target, errno);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Flushes a rename itself. Folders that cannot be opened or flushed (some network file systems) are left alone: the
/// file is whole either way.
void flush_folder(const fs::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() >= 0) ::fsync(descriptor.get());
}

/// A new folder results/<name>/<UTC time>, numbered where two runs start in the same second.
fs::path make_default_folder(const std::string& name) {
    const fs::path parent = fs::path("results") / name;
    std::error_code error;
    fs::create_directories(parent, error);
    if (error) fail("cannot create folder", parent, error.value());
    const std::string stamp = fmt::format(
        "{:%Y-%m-%dT%H-%M-%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    for (int attempt = 1;; ++attempt) {
        fs::path folder = parent / (attempt == 1 ? stamp : fmt::format("{}-{}", stamp, attempt));
        if (fs::create_directory(folder, error)) return folder;
        if (error) fail("cannot create folder", folder, error.value());
    }
}

void open_named_folder(const fs::path& folder, ExistingFiles existing) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder)) {
        if (!error) error = std::make_error_code(std::errc::not_a_directory);
        fail("cannot create folder", folder, error.value());
    }
    const bool empty = fs::is_empty(folder, error);
    if (error) fail("cannot read folder", folder, error.value());
    if (!empty && existing == ExistingFiles::refuse)
        throw UsageError(folder.string() +
                         " has files in it; choose another folder with --out, or replace the old run with --force");
}

}  // namespace

void append(FileNames& names, const FileNames& more) {
    names.insert(names.end(), more.begin(), more.end());
}

RunFolder::RunFolder(const std::optional<fs::path>& out, const std::string& name, ExistingFiles existing,
                     FolderFiles files)
    : existing_(existing), files_(std::move(files)) {
    if (!out) {
        path_ = make_default_folder(name);
        return;
    }
    open_named_folder(*out, existing);
    path_ = *out;
}

void RunFolder::discard_old_run() const {
    if (existing_ != ExistingFiles::replace) return;
    for (const std::string& file : files_.of_all_commands) {
        std::error_code error;
        fs::remove(path_ / file, error);
        if (error) fail("cannot replace", path_ / file, error.value());
    }
}

void RunFolder::write(std::string_view file_name, std::string_view content) const {
    const FileNames& declared = files_.of_this_command;
    if (!declared.empty() && std::find(declared.begin(), declared.end(), file_name) == declared.end())
        throw std::logic_error(fmt::format("the command does not declare that it writes {}", file_name));
    const fs::path target = path_ / file_name;
    const fs::path hidden = path_ / fmt::format(".{}.{}.tmp", file_name, ::getpid());
    Descriptor descriptor(::open(hidden.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (descriptor.get() < 0) fail("cannot write", target, errno);
    TemporaryFile temporary(hidden);
    write_all(descriptor.get(), content, target);
    if (::fsync(descriptor.get()) != 0) fail("cannot write", target, errno);
    if (descriptor.close() != 0) fail("cannot write", target, errno);
    temporary.rename_to(target);
    flush_folder(path_);
}

PendingFolder::PendingFolder(const std::optional<fs::path>& out, const std::string& name, ExistingFiles existing,
                             FolderFiles files)
    : folder_(out, name, existing, std::move(files)), named_(out.has_value()) {}

PendingFolder::~PendingFolder() {
    std::error_code ignored;  // remove() refuses a folder with files, which is what is wanted
    if (!fs::remove(folder_.path(), ignored) || named_) return;
    fs::remove(folder_.path().parent_path(), ignored);  // results/<name>, where this run made it
}

std::string read_file(const fs::path& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) fail("cannot read", path, errno);
    std::string content;
    std::array<char, 65536> block;
    for (;;) {
        const ssize_t size = ::read(descriptor.get(), block.data(), block.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail("cannot read", path, errno);
        if (size == 0) return content;
        content.append(block.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace ibtr
