#pragma once

#include <filesystem>

namespace ibtr {

/// A folder held by one process: a second one that asks for it is refused. The lock is the kernel's (flock on the
/// folder itself), so that nothing is left of it when the process ends, however it ends. File systems that lock no
/// folders (NFS) give none, and nobody is refused there.
class FolderLock {
public:
    /// @param folder that is there
    /// @throws StorageError where another process, which is named, holds it
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    /// Whether the path still leads to the folder that is held: whoever held it before may have removed it.
    [[nodiscard]] bool is_at(const std::filesystem::path& folder) const;

private:
    int descriptor_;
};

}  // namespace ibtr
