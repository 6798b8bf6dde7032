#include "base/run_folder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
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

/// Makes a folder where there is none, and holds it.
std::unique_ptr<FolderLock> hold_folder(const fs::path& folder) {
    for (int attempt = 1;; ++attempt) {
        std::error_code error;
        fs::create_directories(folder, error);
        std::error_code unknown;
        if (!fs::is_directory(folder, unknown)) {
            if (!error) error = std::make_error_code(std::errc::not_a_directory);
            fail("cannot create folder", folder, error.value());
        }
        auto lock = std::make_unique<FolderLock>(folder);
        // Whoever held it before may have removed it as empty; a file system that numbers files anew has no answer.
        constexpr int enough = 10;
        if (lock->is_at(folder) || attempt == enough) return lock;
    }
}

void refuse_files(const fs::path& folder) {
    std::error_code error;
    const bool empty = fs::is_empty(folder, error);
    if (error) fail("cannot read folder", folder, error.value());
    if (!empty)
        throw UsageError(folder.string() +
                         " has files in it; choose another folder with --out, or replace the old run with --force");
}

/// What a process that was killed while it published a file has left of it: the folder is this process's alone.
void remove_abandoned_files(const fs::path& folder, const FileNames& names) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const std::string file = entry.path().filename().string();
        if (!file.starts_with('.') || !file.ends_with(".tmp")) continue;
        const std::string name = file.substr(1, file.rfind('.', file.size() - 5) - 1);
        if (std::find(names.begin(), names.end(), name) != names.end()) fs::remove(entry.path(), ignored);
    }
}

}  // namespace

void append(FileNames& names, const FileNames& more) {
    names.insert(names.end(), more.begin(), more.end());
}

RunFolder::RunFolder(const std::optional<fs::path>& out, const std::string& name, ExistingFiles existing,
                     FolderFiles files)
    : existing_(existing), files_(std::move(files)) {
    path_ = out ? *out : make_default_folder(name);
    lock_ = hold_folder(path_);
    // Held first: of a folder that is being filled it is said who fills it.
    if (existing == ExistingFiles::refuse) refuse_files(path_);
    knows_its_place_ = lock_->is_at(path_);
    remove_abandoned_files(path_, files_.of_this_command);
    remove_abandoned_files(path_, files_.of_all_commands);
}

void RunFolder::discard_old_run() const {
    if (existing_ == ExistingFiles::refuse) return;
    for (const std::string& file :
         existing_ == ExistingFiles::keep ? FileNames{"manifest.json"} : files_.of_all_commands) {
        std::error_code error;
        fs::remove(path_ / file, error);
        if (error) fail("cannot replace", path_ / file, error.value());
        published_->forget(path_ / file);
    }
}

std::unique_ptr<WholeFile> RunFolder::begin(std::string_view file_name) const {
    const FileNames& declared = files_.of_this_command;
    if (!declared.empty() && std::find(declared.begin(), declared.end(), file_name) == declared.end())
        throw std::logic_error(fmt::format("the command does not declare that it writes {}", file_name));
    if (knows_its_place_ && !lock_->is_at(path_))
        throw StorageError(fmt::format("cannot write {}: its folder was moved, deleted or replaced while in use",
                                       (path_ / file_name).string()));
    published_->require_in_place();
    return std::make_unique<WholeFile>(path_ / file_name, published_);
}

void RunFolder::write(std::string_view file_name, std::string_view content) const {
    const std::unique_ptr<WholeFile> file = begin(file_name);
    file->append(content);
    file->publish();
}

PendingFolder::PendingFolder(const std::optional<fs::path>& out, const std::string& name, ExistingFiles existing,
                             FolderFiles files)
    : folder_(out, name, existing, std::move(files)), named_(out.has_value()) {}

PendingFolder::~PendingFolder() {
    std::error_code ignored;  // remove() refuses a folder with files, which is what is wanted
    if (!fs::remove(folder_.path(), ignored) || named_) return;
    fs::remove(folder_.path().parent_path(), ignored);  // results/<name>, where this run made it
}

}  // namespace ibtr
