#include "calibrate/calibrate_session.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "calibrate/calibrate_report.hpp"
#include "ibtr/error.hpp"
#include "validate/marginals.hpp"

namespace ibtr::calibration {
namespace {

std::vector<std::size_t> free_parameters(const Model& model, const std::vector<std::string>& names) {
    if (names.empty()) return model.calibration.free;
    std::vector<std::string> known;
    for (const Parameter& parameter : model.parameters) known.push_back(parameter.name);
    std::vector<std::size_t> free;
    for (const std::string& name : names) {
        const auto place = std::find(known.begin(), known.end(), name);
        if (place == known.end()) throw UsageError("--free: parameter " + unknown_name(name, known));
        free.push_back(static_cast<std::size_t>(place - known.begin()));
    }
    return free;
}

/// What follows from the free parameters: the published marginals of all others are met anew at every point.
std::function<std::optional<Parameters>(const Parameters&)> completion(const Study& study,
                                                                       const std::vector<std::size_t>& free,
                                                                       const Request& request) {
    if (!request.solve_marginals) return {};
    const auto solved = std::make_shared<const Model>(with_options(study.model(), {.without_marginals_of = free}));
    if (solved->marginals.empty()) return {};
    ExactOptions exact{.budget_seconds = 0, .step_tolerance = 1e-6, .threads = 1};
    exact.stop_requested = request.stop_requested;
    const MarginalSlopes slopes = slopes_of_marginals(*solved, study.parameters(), exact);
    return [solved, exact, slopes](const Parameters& moved) -> std::optional<Parameters> {
        constexpr double close = 1e-4;
        try {
            return with_expressions(*solved, solve_marginals(*solved, moved, close, exact, slopes).values);
        } catch (const UsageError&) {
            return std::nullopt;  // no population shows the published numbers at these values
        }
    };
}

std::function<std::vector<double>(const Parameters&)> counted_numbers(const Model& model,
                                                                      const TargetSelection& selection,
                                                                      const Request& request) {
    const auto evaluations = std::make_shared<std::atomic<std::uint32_t>>(0);
    return [numbers = model_numbers(model, selection, request.stop_requested), evaluations,
            progress = request.progress](const Parameters& parameters) {
        progress(++*evaluations);
        return numbers(parameters);
    };
}

}  // namespace

Session::Session(const Study& study, const std::vector<Target>& targets, const Request& request)
    : study_(study),
      selection_(select_targets(study.model(), targets)),
      sampler_(study.model(), {DesignKind::monte_carlo, 1, 1}, study.model().seed),
      problem_{study.model(),
               study.parameters(),
               sampler_,
               free_parameters(study.model(), request.free),
               selection_.numbers,
               request.between_study_sd.value_or(study.model().calibration.between_study_sd),
               {},
               counted_numbers(study.model(), selection_, request)},
      search_{.most_evaluations = request.most_evaluations,
              .starts = request.starts,
              .sample_size = request.sample_size,
              .threads = request.threads,
              .seed = study.model().seed,
              .stop_requested = request.stop_requested} {
    problem_.complete = completion(study, problem_.free, request);
}

void Session::run() {
    fit_ = fit_model(problem_, search_);
}

void Session::write(const std::string& config_path, const RunFolder& folder, StageTimer& timer) const {
    folder.discard_old_run();
    folder.write("calibration.csv", targets_csv(problem_, selection_, fit_));
    folder.write("parameters.csv", parameters_csv(problem_, fit_));
    folder.write("trace.csv", trace_csv(fit_));
    if (!fit_.sample.empty()) folder.write("posterior.csv", posterior_csv(problem_, fit_));
    const std::filesystem::path base = std::filesystem::absolute(config_path);
    folder.write("calibrated.toml",
                 calibrated_toml(problem_, fit_,
                                 std::filesystem::proximate(base, std::filesystem::absolute(folder.path())).string()));
    folder.write("summary.json", fit_json(problem_, fit_, identity(), JsonLayout::indented));
    Manifest manifest = describe_study(study_, "calibrate");
    manifest.backend = "exact";
    manifest.threads = search_.threads;
    write_manifest(std::move(manifest), timer, folder);
}

FileNames calibration_files() {
    return {"calibration.csv", "parameters.csv", "trace.csv",  "posterior.csv",
            "calibrated.toml", "summary.json",   manifest_file};
}

}  // namespace ibtr::calibration
