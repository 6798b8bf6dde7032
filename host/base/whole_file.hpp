#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/published_files.hpp"

namespace ibtr {

/// A file that is whole or absent, written piece by piece: under a temporary name in the same folder until it is
/// published, which flushes it to the disk and renames it (POSIX rename is atomic within a file system). Unpublished,
/// it disappears with this object, and what stood under its name stays.
class WholeFile {
public:
    /// @param published is told of the file once it is; may be null
    /// @throws StorageError naming the file and the system's reason, like all functions here
    explicit WholeFile(std::filesystem::path target, std::shared_ptr<PublishedFiles> published = nullptr);
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    void append(std::string_view text);
    /// Once, at the end.
    void publish();

private:
    [[noreturn]] void fail(int error) const;

    std::filesystem::path target_, hidden_;
    std::shared_ptr<PublishedFiles> published_;
    int descriptor_;
};

}  // namespace ibtr
