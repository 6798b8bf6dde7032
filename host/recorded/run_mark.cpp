#include "recorded/run_mark.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/same_file.hpp"

namespace ibtr::recorded {

RunMark::RunMark(std::filesystem::path folder) : folder_(std::move(folder)), files_(look()) {}

RunMark::Files RunMark::look() const {
    Files files;
    std::size_t k = 0;
    for (const char* name : {"manifest.json", "summary.json"}) {
        struct stat there {};
        if (::stat((folder_ / name).c_str(), &there) == 0) files[k] = there;
        ++k;
    }
    return files;
}

void RunMark::require_same() const {
    const auto is_same = [](const auto& a, const auto& b) { return a ? b && is_same_file(*a, *b) : !b; };
    const Files now = look();
    if (std::equal(now.begin(), now.end(), files_.begin(), is_same)) return;
    throw StorageError(folder_.string() +
                       ": another process has written its run anew while it was read; start again when that has ended");
}

}  // namespace ibtr::recorded
