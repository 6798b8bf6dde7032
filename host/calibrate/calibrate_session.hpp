#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "calibrate/calibrate.hpp"
#include "calibrate/targets.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/study.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"

namespace ibtr::calibration {

struct Request {
    std::vector<std::string> free;           ///< empty: calibration.free of the config
    std::optional<double> between_study_sd;  ///< empty: that of the config
    bool solve_marginals = false;  ///< meet the published marginals of all other parameters anew at every point
    std::uint32_t sample_size = 400, most_evaluations = 400, starts = 3;
    unsigned threads = 1;
    std::function<bool()> stop_requested;
    std::function<void(std::uint32_t evaluations)> progress;  ///< after each, from several threads at once
};

/// The fit of a study to the calibration targets, from names to files.
class Session {
public:
    /// @param study must outlive the session
    /// @throws UsageError where a free parameter is none
    Session(const Study& study, const std::vector<Target>& targets, const Request& request);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// @throws UsageError as fit_model, Interrupted
    void run();
    /// After run(). @param config_path of the fitted config, which the calibrated one extends
    void write(const std::string& config_path, const RunFolder& folder, StageTimer& timer) const;

    [[nodiscard]] const FitProblem& problem() const { return problem_; }
    [[nodiscard]] const TargetSelection& selection() const { return selection_; }
    [[nodiscard]] const Fit& fit() const { return fit_; }
    [[nodiscard]] RunIdentity identity() const { return {study_.config().hash, "", "exact"}; }

private:
    const Study& study_;
    TargetSelection selection_;
    ParameterSampler sampler_;
    FitProblem problem_;
    FitOptions search_;
    Fit fit_;
};

/// What a session writes.
FileNames calibration_files();

}  // namespace ibtr::calibration
