#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "ibtr/study.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// Wall times of a command's stages, for the manifest.
class StageTimer {
public:
    /// Ends the current stage under this name and starts the next.
    void lap(const std::string& stage);
    [[nodiscard]] const std::vector<StageTime>& stages() const { return stages_; }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
    std::vector<StageTime> stages_;
};

/// A manifest filled with what a study and this build know.
Manifest describe_study(const Study& study, const std::string& command);

inline constexpr const char* manifest_file = "manifest.json";

/// Writes a manifest with the stage times so far and the peak memory.
void write_manifest(Manifest manifest, const StageTimer& timer, const RunFolder& folder);

}  // namespace ibtr
