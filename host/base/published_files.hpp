#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>

namespace ibtr {

/// Files that a run has published, to be held against what stands under their names later: another process that
/// replaces one, on a file system whose locks hold for one machine, say, would leave results of two runs side by side.
class PublishedFiles {
public:
    /// @param made what was published under this name
    void add(const std::filesystem::path& file, const struct stat& made);
    void forget(const std::filesystem::path& file) { made_.erase(file); }
    /// @throws StorageError naming a file that is gone or another
    void require_in_place() const;

private:
    std::map<std::filesystem::path, struct stat> made_;
};

}  // namespace ibtr
