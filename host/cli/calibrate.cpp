#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "calibrate/calibrate.hpp"
#include "calibrate/calibrate_report.hpp"
#include "calibrate/targets.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/error.hpp"
#include "study/study.hpp"
#include "validate/marginals.hpp"

namespace ibtr::cli {
namespace {

struct CalibrateOptions {
    ConfigOptions config;
    OutputOptions output;
    std::optional<std::filesystem::path> targets;
    std::vector<std::string> free;
    std::optional<double> between_study_sd;
    bool solve_marginals = false;
    std::uint32_t sample_size = 400, most_evaluations = 400;
    unsigned threads = 0;
};

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

/// What follows from the free parameters: with --solve-marginals the published marginals of all other parameters are
/// met anew at every point.
std::function<std::optional<Parameters>(const Parameters&)> completion(const Model& model,
                                                                       const std::vector<std::size_t>& free,
                                                                       const Parameters& base, bool solve) {
    const auto solved = std::make_shared<Model>(model);
    std::erase_if(solved->marginals, [&](const Marginal& marginal) {
        return std::find(free.begin(), free.end(), marginal.parameter) != free.end();
    });
    if (!solve || solved->marginals.empty()) return {};
    ExactOptions exact{.budget_seconds = 0, .step_tolerance = 1e-6, .threads = 1};
    exact.stop_requested = interrupt_requested;
    const MarginalSlopes slopes = slopes_of_marginals(*solved, base, exact);
    return [solved, exact, slopes](const Parameters& moved) -> std::optional<Parameters> {
        constexpr double close = 1e-4;
        try {
            return with_expressions(*solved, solve_marginals(*solved, moved, close, exact, slopes).values);
        } catch (const UsageError&) {
            return std::nullopt;  // no population shows the published numbers at these values
        }
    };
}

void write_files(const FitProblem& problem, const calibration::Selection& selection, const Fit& fit,
                 const RunIdentity& identity, const std::string& config_path, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("calibration.csv", calibration::targets_csv(problem, selection, fit));
    folder.write("parameters.csv", calibration::parameters_csv(problem, fit));
    folder.write("trace.csv", calibration::trace_csv(fit));
    if (!fit.sample.empty()) folder.write("posterior.csv", calibration::posterior_csv(problem, fit));
    const std::filesystem::path base = std::filesystem::absolute(config_path);
    folder.write(
        "calibrated.toml",
        calibration::calibrated_toml(
            problem, fit, std::filesystem::proximate(base, std::filesystem::absolute(folder.path())).string()));
    folder.write("summary.json", calibration::fit_json(problem, fit, identity, JsonLayout::indented));
}

void calibrate(const CalibrateOptions& options) {
    Stopwatch stopwatch;
    const std::filesystem::path path = targets_file(options.targets, options.config.path);
    const Evidence evidence = load_evidence((path.parent_path() / "evidence.csv").string());
    LoadedConfig config = options.config.load();
    const PendingFolder folder(options.output, config.model.name);
    const Study study = compile_study(std::move(config));
    const Model& model = study.model();
    const calibration::Selection selection = calibration::select_targets(model, load_targets(path.string(), evidence));
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, model.seed);
    std::atomic<std::uint32_t> evaluations{0};
    const auto numbers = calibration::model_numbers(model, selection, interrupt_requested);
    const std::vector<std::size_t> free = free_parameters(model, options.free);
    const FitProblem problem{model,
                             study.parameters,
                             sampler,
                             free,
                             selection.numbers,
                             options.between_study_sd.value_or(model.calibration.between_study_sd),
                             completion(model, free, study.parameters, options.solve_marginals),
                             [&](const Parameters& parameters) {
                                 if (++evaluations % 50 == 0 && !options.output.quiet)
                                     fmt::print(stderr, "{} evaluations of the model\n", evaluations.load());
                                 return numbers(parameters);
                             }};
    FitOptions search{.most_evaluations = options.most_evaluations,
                      .sample_size = options.sample_size,
                      .threads = options.threads == 0 ? available_threads() : options.threads,
                      .seed = model.seed};
    search.stop_requested = interrupt_requested;
    const Fit fit = fit_model(problem, search);
    stopwatch.lap("fit");

    const RunIdentity identity{study.config.hash, "", "exact"};
    write_files(problem, selection, fit, identity, options.config.path, *folder);
    Manifest manifest = describe_study(study, "calibrate");
    manifest.backend = "exact";
    manifest.threads = search.threads;
    stamp(manifest, stopwatch);
    folder->write("manifest.json", manifest_json(manifest));
    if (options.output.json)
        print_result(calibration::fit_json(problem, fit, identity, JsonLayout::one_line));
    else if (!options.output.quiet)
        print_result(calibration::fit_text(problem, selection, fit));
    if (options.output.quiet) return;
    for (const std::string& target : selection.left_out) fmt::print(stderr, "not fitted to {}\n", target);
    fmt::print(stderr, "results in {}\n", folder->path().string());
}

}  // namespace

void add_calibrate(CLI::App& app) {
    auto options = std::make_shared<CalibrateOptions>();
    CLI::App* command =
        app.add_subcommand("calibrate", "Fit parameters to the calibration targets; a posterior sample");
    add_config_options(*command, options->config);
    command->add_option("--targets", options->targets, "Targets (default: evidence/targets.csv beside the config)")
        ->type_name("FILE");
    command->add_option("--free", options->free, "Free parameters (default: calibration.free of the config)")
        ->delimiter(',');
    command
        ->add_option("--between-study-sd", options->between_study_sd,
                     "How far studies lie apart beyond their errors (default: calibration.between_study_sd)")
        ->check(number_between(0, 100));
    command->add_flag(
        "--solve-marginals", options->solve_marginals,
        "Meet the published marginals of the other parameters anew at every point (several times slower)");
    command->add_option("--sample", options->sample_size, "Rows of the posterior sample; 0: none")
        ->check(CLI::Range(0U, 1000000U))
        ->capture_default_str();
    command->add_option("--evaluations", options->most_evaluations, "Most evaluations of the search")
        ->check(CLI::Range(10U, 1000000U))
        ->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads")->check(CLI::Range(1U, 4096U));
    add_output_options(*command, options->output);
    command->callback([options] { calibrate(*options); });
}

}  // namespace ibtr::cli
