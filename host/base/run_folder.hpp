#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/folder_lock.hpp"
#include "base/interrupt.hpp"
#include "base/published_files.hpp"
#include "base/whole_file.hpp"

namespace ibtr {

/// What to do with a run folder that already holds files.
enum class ExistingFiles : std::uint8_t {
    refuse,   ///< a usage error
    keep,     ///< they belong to the same run, which goes on
    replace,  ///< an old run stays until `discard_old_run`
};

/// Names of files in a run folder. Whoever writes files declares them beside the code that writes them.
using FileNames = std::vector<std::string>;
void append(FileNames& names, const FileNames& more);

/// Which files a run folder may come to hold.
struct FolderFiles {
    FileNames of_this_command;  ///< nothing else is written; empty: anything
    FileNames of_all_commands;  ///< discarded with an old run, whichever command it was of
};

/// The folder of one run, which no other process can open while this object lives. Files in it are whole or absent.
class RunFolder {
public:
    /// Opens, and where needed creates, the folder.
    /// @param out as the user gave it; empty: results/<name>/<UTC timestamp>
    /// @throws UsageError where the folder has files and `existing` is refuse, StorageError where it cannot be made or
    /// another process has it open.
    RunFolder(const std::optional<std::filesystem::path>& out, const std::string& name, ExistingFiles existing,
              FolderFiles files = {});

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// Removes the files of an old run where they are to be replaced, and of a run that goes on the manifest, which is
    /// not of the files to come. Called just before the first result is written: what fails earlier loses nothing.
    void discard_old_run() const;

    /// Writes one whole file; on failure nothing is left under its name that was not there before. Those written before
    /// must still be what was written, and the folder be where it was.
    /// @throws StorageError naming the file and the system's reason, std::logic_error for a file that is not declared
    void write(std::string_view file_name, std::string_view content) const;
    /// The same of a file that is written piece by piece.
    [[nodiscard]] std::unique_ptr<WholeFile> begin(std::string_view file_name) const;

private:
    std::filesystem::path path_;
    ExistingFiles existing_;
    FolderFiles files_;
    OrderlyStop orderly_;
    std::unique_ptr<FolderLock> lock_;
    bool knows_its_place_ = false;  ///< whether the path leads to what is locked, for as long as nobody moves it
    std::shared_ptr<PublishedFiles> published_ = std::make_shared<PublishedFiles>();
};

/// A run folder that disappears again, if still empty, where the command fails before writing.
class PendingFolder {
public:
    PendingFolder(const std::optional<std::filesystem::path>& out, const std::string& name, ExistingFiles existing,
                  FolderFiles files);
    ~PendingFolder();
    PendingFolder(const PendingFolder&) = delete;
    PendingFolder& operator=(const PendingFolder&) = delete;
    const RunFolder* operator->() const { return &folder_; }
    const RunFolder& operator*() const { return folder_; }

private:
    RunFolder folder_;
    bool named_;  ///< by the user
};

}  // namespace ibtr
