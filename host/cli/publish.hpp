#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/run_folder.hpp"
#include "cli/options.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/tallies.hpp"
#include "report/survival_figure.hpp"
#include "study/study.hpp"

namespace ibtr::cli {

/// make_study; its warnings go to stderr.
Study compile_study(LoadedConfig config);

/// Wall times of a command's stages, for the manifest.
class Stopwatch {
public:
    /// Ends the current stage under this name and starts the next.
    void lap(const std::string& stage);
    [[nodiscard]] const std::vector<StageTime>& stages() const { return stages_; }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
    std::vector<StageTime> stages_;
};

/// Stage times so far and peak memory into a manifest that is about to be written.
void stamp(Manifest& manifest, const Stopwatch& stopwatch);

/// A run folder that disappears again, if still empty, where the command fails before writing.
class PendingFolder {
public:
    PendingFolder(const OutputOptions& options, const std::string& name);
    ~PendingFolder();
    PendingFolder(const PendingFolder&) = delete;
    PendingFolder& operator=(const PendingFolder&) = delete;
    const RunFolder* operator->() const { return &folder_; }
    const RunFolder& operator*() const { return folder_; }

private:
    RunFolder folder_;
    bool named_;  ///< by the user
};

/// Tallies of a whole cohort -> all files of a run folder: curves and contrasts first, then the comparison with
/// the exact solution, summary, figure, and the manifest last.
void publish_simulation(const Study& study, const Tallies& tallies, const std::vector<std::uint64_t>& allocation,
                        const ComparisonOptions& comparison, const OutputOptions& output, const RunFolder& folder,
                        Manifest manifest, Stopwatch& stopwatch);

/// The survival figure; where it cannot be drawn a line on stderr says why.
void draw_figure(const Model& model, const Estimates& estimates, const OutputOptions& output, const RunFolder& folder,
                 Bands kind = Bands::simulation);

/// Summary to stdout: a line of JSON, or a table, or nothing, as the options ask; the folder's name to stderr.
void announce(const Study& study, const RunIdentity& identity, const std::vector<Headline>& lines,
              const OutputOptions& output, const RunFolder& folder);

}  // namespace ibtr::cli
