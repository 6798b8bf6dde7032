#include "base/published_files.hpp"

#include "base/same_file.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

void PublishedFiles::add(const std::filesystem::path& file, const struct stat& made) {
    struct stat there {};
    // A file system that numbers its files anew with each look has no answer later either.
    if (::stat(file.c_str(), &there) == 0 && is_same_file(there, made))
        made_[file] = made;
    else
        made_.erase(file);
}

void PublishedFiles::require_in_place() const {
    for (const auto& [file, made] : made_) {
        struct stat there {};
        if (::stat(file.c_str(), &there) == 0 && is_same_file(there, made)) continue;
        throw StorageError(file.string() +
                           ": deleted or changed since this run has written it: the folder would hold results of two "
                           "runs; write into another folder");
    }
}

}  // namespace ibtr
