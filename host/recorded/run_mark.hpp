#pragma once

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <optional>
#include <span>

#include "ibtr/error.hpp"

namespace ibtr::recorded {

/// Which run a folder holds, by the files without which none is finished. Nobody who reads a run keeps others from
/// replacing it meanwhile: he looks afterwards whether what he has read is of one run.
class RunMark {
public:
    /// The run that is there now, if any.
    explicit RunMark(std::filesystem::path folder);
    /// @throws StorageError where another run was begun or finished there since
    void require_same() const;

private:
    using Files = std::array<std::optional<struct stat>, 2>;
    [[nodiscard]] Files look() const;

    std::filesystem::path folder_;
    Files files_;
};

/// What `read` makes of runs that were marked before. @throws StorageError where one was replaced meanwhile, whatever
/// else `read` finds wrong with it
template <class Read>
auto read_unchanged(std::span<const RunMark> runs, const Read& read) {
    const auto require = [&] {
        for (const RunMark& run : runs) run.require_same();
    };
    try {
        auto made = read();
        require();
        return made;
    } catch (const Error&) {
        require();
        throw;
    }
}

}  // namespace ibtr::recorded
