#include "base/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// Flushes a rename itself. Folders that cannot be opened or flushed (some network file systems) are left alone: the
/// file is whole either way.
void flush_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

WholeFile::WholeFile(std::filesystem::path target, std::shared_ptr<PublishedFiles> published)
    : target_(std::move(target)),
      hidden_(target_.parent_path() / fmt::format(".{}.{}.tmp", target_.filename().string(), ::getpid())),
      published_(std::move(published)),
      descriptor_(::open(hidden_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(errno);
}

WholeFile::~WholeFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!hidden_.empty()) ::unlink(hidden_.c_str());
}

void WholeFile::fail(int error) const {
    throw StorageError(fmt::format("cannot write {}: {}", target_.string(), std::generic_category().message(error)));
}

void WholeFile::append(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void WholeFile::publish() {
    if (::fsync(descriptor_) != 0) fail(errno);
    struct stat made {};
    if (::fstat(descriptor_, &made) != 0) fail(errno);
    // Some file systems report a full disk no earlier than here.
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
    if (::rename(hidden_.c_str(), target_.c_str()) != 0) fail(errno);
    hidden_.clear();
    if (published_) published_->add(target_, made);
    const std::filesystem::path folder = target_.parent_path();
    flush_folder(folder.empty() ? "." : folder);
}

}  // namespace ibtr
