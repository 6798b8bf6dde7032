#include "base/published_files.hpp"

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

bool is_same_file(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

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
