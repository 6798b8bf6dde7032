#include "solve/solve_session.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "figure/figure.hpp"
#include "ibtr/error.hpp"
#include "report/figure_names.hpp"
#include "validate/target_scale.hpp"

namespace ibtr::solve {
namespace {

constexpr double exact_tolerance = 1e-6;

std::size_t find_parameter(const Model& model, std::string name) {
    constexpr std::string_view prefix = "parameters.";
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        const Parameter& parameter = model.parameters[i];
        if (parameter.name == name) {
            if (parameter.value) return i;
            throw UsageError(
                fmt::format("--vary {}: it is the expression {}; vary a parameter in it", name, parameter.expression));
        }
        names.push_back(parameter.name);
    }
    throw UsageError("--vary: parameter " + unknown_name(name, names));
}

ParameterRange range_of(const Request& request, const Parameter& parameter, double base) {
    ParameterRange range = default_range(parameter, base);
    if (request.low) range.low = *request.low;
    if (request.high) range.high = *request.high;
    if (!(range.low < range.high))
        throw UsageError(fmt::format("--low {} and --high {}: the range is empty", range.low, range.high));
    range.logarithmic = range.logarithmic && range.low > 0;
    return range;
}

std::vector<Wanted> wanted_numbers(const Target& target) {
    std::vector<Wanted> wanted{{"value", *target.value}};
    if (target.ci_low) wanted.push_back({"ci_low", *target.ci_low});
    if (target.ci_high) wanted.push_back({"ci_high", *target.ci_high});
    return wanted;
}

Quantity find_quantity(const Model& model, const Target& target) {
    try {
        return validation::quantity_of(model, target);
    } catch (const UsageError& lacking) {
        throw UsageError(fmt::format("target {} is not in this model: {}", target.name, lacking.what()));
    }
}

}  // namespace

Target find_target(const std::filesystem::path& targets_file, const std::string& name) {
    std::vector<std::string> names;
    for (const Target& target : load_target_table(targets_file).targets) {
        if (target.name == name) {
            if (target.value && !target.what.is(Measure::p_value)) return target;
            throw UsageError(fmt::format("--target {}: it has no number that a model could be made to say", name));
        }
        names.push_back(target.name);
    }
    throw UsageError("--target " + unknown_name(name, names));
}

Session::Session(const Study& study, const Target& target, Request request)
    : study_(study),
      target_(target),
      request_(std::move(request)),
      solved_{target.name, find_quantity(study.model(), target), {}, {}},
      parameter_(find_parameter(study.model(), request_.vary)),
      range_(range_of(request_, study.model().parameters[parameter_], study.parameters().values()[parameter_])) {
    if (request_.by == By::exact || (request_.by == By::automatic && fits_exactly()))
        solve_exactly();
    else
        simulate();
}

bool Session::fits_exactly() {
    const ExactOptions exact{.budget_seconds = request_.exact_budget_seconds,
                             .step_tolerance = exact_tolerance,
                             .threads = request_.threads,
                             .stop_requested = request_.stop_requested};
    try {
        exact_number(study_.model(), solved_.quantity, exact)(study_.parameters());
        return true;
    } catch (const BudgetExceeded& reason) {
        add_note(remarks_, fmt::format("{}: by simulation instead", reason.what()));
        return false;
    }
}

void Session::solve_exactly() {
    ExactOptions exact{.budget_seconds = 0, .step_tolerance = exact_tolerance, .threads = 1};
    exact.stop_requested = request_.stop_requested;
    if (request_.draws == 0) exact.threads = request_.threads;
    number_ = exact_number(study_.model(), solved_.quantity, exact);
    at_a_time_ = request_.threads;
}

void Session::simulate() {
    const Model& model = study_.model();
    const std::shared_ptr<Backend> backend = make_backend(request_.backend, request_.backend_threads);
    const SimulatedWomen women{
        request_.keep_patients ? model.patients : std::min(model.patients, default_patients), model.seed, 0,
        [backend, stop = request_.stop_requested](const Tables& tables, const WorkPlan& work) {
            return backend->simulate(tables, work, [&](std::uint64_t, std::uint64_t) { return !stop(); });
        }};
    simulated_ = std::make_unique<SharedPatients>(model, solved_.quantity, women, request_.replicates);
    number_ = [this](const Parameters& parameters) { return simulated_->mean(parameters).value; };
    backend_ = backend->name();
    device_ = backend->description();
    patients_ = women.patients * request_.replicates;
}

void Session::run(StageTimer& timer) {
    const Model& model = study_.model();
    solved_.solution =
        solve_parameter(model, study_.parameters(), parameter_, range_, number_, wanted_numbers(target_));
    if (simulated_) add_errors(solved_.solution, model, study_.parameters(), *simulated_);
    timer.lap("solve");
    solved_.distribution = solve_draws(model, request_.draws, parameter_, range_, number_, {"value", *target_.value},
                                       at_a_time_, request_.progress, simulated_.get());
    timer.lap("draws");
}

Remarks Session::write(bool figures, const RunFolder& folder, StageTimer& timer) const {
    const Model& model = study_.model();
    folder.discard_old_run();
    folder.write("solve.csv", solve_csv(model, solved_));
    folder.write("curve.csv", solve_curve_csv(model, solved_));
    if (request_.draws > 0) folder.write("draws.csv", solve_draws_csv(solved_));
    folder.write("summary.json", solve_json(model, solved_, identity(), JsonLayout::indented));
    Remarks remarks;
    Manifest manifest = describe_study(study_, "solve");
    manifest.backend = backend_;
    manifest.device = device_;
    manifest.threads = request_.threads;
    if (simulated_) manifest.patients = patients_;
    if (request_.draws > 0) manifest.draws = request_.draws;
    if (figures) {
        const std::string reason =
            figure::add_figure(folder, "solve", {"solve"}, figure_names(model), figure_origin(manifest));
        add_note(remarks, reason.empty() ? "" : "no figure: " + reason);
    }
    timer.lap("write");
    write_manifest(std::move(manifest), timer, folder);
    return remarks;
}

FileNames solve_files() {
    FileNames names{"solve.csv", "curve.csv", "draws.csv", "summary.json", manifest_file};
    append(names, figure::figure_files("solve"));
    return names;
}

}  // namespace ibtr::solve
