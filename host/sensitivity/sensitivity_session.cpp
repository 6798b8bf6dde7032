#include "sensitivity/sensitivity_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "figure/figure.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/population.hpp"
#include "report/figure_names.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sample_information.hpp"
#include "sensitivity/smooth_fit.hpp"

namespace ibtr::sensitivity {

bool Request::wants(const char* method) const {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

EvaluatedBy faster_way(const Model& model) {
    constexpr double most_work = 1e9;  // some 20 ms
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    const double work =
        exact_work(model, population, make_event_graph(model), ContinuousHazards(model, parameters, population));
    return work <= most_work ? EvaluatedBy::exact_solver : EvaluatedBy::shared_patients;
}

Study study_of_evaluations(LoadedConfig config, const Request& request) {
    constexpr std::uint64_t default_patients = 20000;
    // Of every stratum at the base case, so that few values of the parameters leave one empty.
    constexpr std::uint64_t in_each_stratum = 4;
    StudyOptions changes{.batches = 2, .only_uncertain = request.only};
    if (!request.keep_patients) {
        const Population population = make_population(config.model, base_parameters(config.model));
        changes.patients =
            std::min(config.model.patients,
                     std::max(default_patients, enough_patients(population, in_each_stratum).value_or(0)));
    }
    return Study(std::move(config), changes);
}

Session::Session(Request request, Study study, const RunFolder& folder)
    : request_(std::move(request)),
      study_(std::move(study)),
      folder_(folder),
      sampler_(study_.model(),
               {DesignKind::monte_carlo, std::max(request_.draws, static_cast<std::uint32_t>(2 * request_.pairs)), 1},
               study_.model().seed, study_.config().economics),
      plan_(study_.model(), study_.graph(), study_.config().economics),
      net_benefit_(study_.model(), plan_),
      subject_{study_.model(), study_.parameters(), net_benefit_.outcomes(), {}, {}, {}} {
    if (sampler_.drawn().empty()) throw UsageError("no parameter of this config has an uncertainty: nothing to vary");
    choose_outcomes();
    if (request_.wants("two-way")) read_pair();
    read_groups();
    read_studies();
    evaluate_ = make_evaluation();
}

void Session::run() {
    if (request_.wants("one-way")) run_one_way();
    if (request_.wants("two-way")) run_two_way();
    if (request_.wants("ranks") || request_.wants("evppi") || request_.wants("evsi")) run_draws();
    if (request_.wants("sobol")) run_sobol();
}

/// The first file takes the place of an old run, which an analysis that fails or is stopped before that leaves whole.
void Session::write(std::string_view file, std::string_view content) {
    if (!has_written_) folder_.discard_old_run();
    has_written_ = true;
    folder_.write(file, content);
}

Manifest Session::manifest() const {
    Manifest manifest = describe_study(study_, "sensitivity");
    manifest.draws = request_.draws;
    manifest.drawn_only = request_.only;
    manifest.backend = request_.by == EvaluatedBy::exact_solver ? "exact" : "cpp";
    manifest.device = fmt::format("{} evaluations at a time", request_.threads);
    manifest.threads = request_.threads;
    return manifest;
}

void Session::write_manifest() const {
    ibtr::write_manifest(manifest(), timer_, folder_);
}

std::string Session::draw(const std::string& kind) const {
    const figure::Names names = figure_names(study_.model(), subject_.currency);
    const std::string reason = figure::add_figure(folder_, kind, {kind}, names, figure_origin(manifest()));
    return reason.empty() ? "" : fmt::format("no figure {}: {}", kind, reason);
}

void Session::choose_outcomes() {
    const Model& model = study_.model();
    subject_.rankings = find_rankings(model, subject_.outcomes, request_.values);
    if (study_.config().economics) subject_.currency = study_.config().economics->currency;
    for (const std::string& text : request_.outcomes) {
        const std::size_t outcome = find_outcome(model, subject_.outcomes, text);
        if (std::find(subject_.chosen.begin(), subject_.chosen.end(), outcome) == subject_.chosen.end())
            subject_.chosen.push_back(outcome);
    }
    if (request_.outcomes.empty()) subject_.chosen = net_benefit_outcomes(subject_.outcomes, subject_.rankings);
    if (subject_.chosen.empty()) subject_.chosen = default_outcomes(model, subject_.outcomes);
}

void Session::put_best_first(const std::vector<double>& at_base) {
    if (!request_.outcomes.empty() || subject_.rankings.empty()) return;
    const std::size_t best = best_strategy(at_base, subject_.rankings.front().positions);
    const auto of_best = std::find_if(subject_.chosen.begin(), subject_.chosen.end(),
                                      [&](std::size_t outcome) { return subject_.outcomes[outcome].strategy == best; });
    if (of_best != subject_.chosen.end()) std::rotate(subject_.chosen.begin(), of_best, of_best + 1);
}

void Session::read_pair() {
    if (request_.vary.size() != 2) throw UsageError("--method two-way needs two parameters: --vary FIRST,SECOND");
    if (request_.vary[0] == request_.vary[1])
        throw UsageError(fmt::format("--vary {0},{0}: two-way needs two different parameters", request_.vary[0]));
    for (const std::string& name : request_.vary)
        varied_.push_back(drawn_parameter(study_.model(), sampler_, "--vary", name));
}

void Session::read_groups() {
    for (const std::string& text : request_.together) {
        std::vector<std::size_t>& group = together_.emplace_back();
        for (const std::string& name : split_text(text, ','))
            group.push_back(drawn_parameter(study_.model(), sampler_, "--together", name));
        if (const std::size_t fewest = SmoothFit::fewest_draws(group.size()); request_.draws < fewest)
            throw UsageError(
                fmt::format("--together {}: {} parameters need --draws {} or more", text, group.size(), fewest));
    }
}

void Session::read_studies() {
    if (request_.wants("evsi") && request_.studies.empty())
        throw UsageError("--method evsi needs a study: --study PARAMETER=LAW:SIZE, such as h=poisson:500");
    for (const std::string& text : request_.studies) {
        planned_.push_back(parse_planned_study(study_.model(), sampler_, text));
        const std::size_t seen = planned_.back().observations.size();
        if (const std::size_t fewest = SmoothFit::fewest_draws(seen); request_.draws < fewest)
            throw UsageError(fmt::format("--study {}: {} observations need --draws {} or more", text, seen, fewest));
    }
}

Evaluate Session::make_evaluation() const {
    if (request_.by == EvaluatedBy::exact_solver)
        return net_benefit_.added_to(exact_evaluation(study_.model(), study_.graph(), plan_, request_.stop_requested));
    return net_benefit_.added_to(
        shared_patients_evaluation(study_.model(), study_.graph(), plan_, make_backend("cpp", 1)));
}

void Session::run_one_way() {
    const Model& model = study_.model();
    const std::vector<double> at_base = evaluate_(study_.parameters());
    put_best_first(at_base);
    std::vector<OneWay> rows = one_way(model, study_.parameters(), sampler_, at_base, evaluate_, request_.threads,
                                       request_.progress("one-way"));
    const Scan scan = scan_parameters(model, study_.parameters(), sampler_, evaluate_, request_.threads,
                                      request_.progress("thresholds"));
    widen_to(scan, rows);
    write("one_way.csv", one_way_csv(subject_, rows, at_base));
    std::vector<std::vector<Threshold>> changes;
    for (const Ranking& ranking : subject_.rankings)
        changes.push_back(thresholds(model, study_.parameters(), evaluate_, scan, ranking.positions));
    write("thresholds.csv", thresholds_csv(subject_, changes));
    if (request_.figures) add_note(remarks_, draw("tornado"));
    timer_.lap("one-way");

    const std::size_t outcome = subject_.chosen.front();
    text_ += fmt::format("{} = {} at the base case; over the 95 % interval of\n",
                         outcome_text(model, subject_.outcomes[outcome]),
                         outcome_digits(at_base[outcome], at_base[outcome]));
    for (const OneWay* row : by_swing(rows, outcome)) text_ += one_way_line(model, *row, outcome);
    for (std::size_t r = 0; r < changes.size(); ++r) text_ += changes_text(subject_, r, at_base, changes[r]);
}

void Session::run_two_way() {
    const TwoWay grid = two_way(study_.model(), study_.parameters(), sampler_, varied_[0], varied_[1], request_.points,
                                evaluate_, request_.threads, request_.progress("two-way"));
    write("two_way.csv", two_way_csv(subject_, grid));
    if (request_.figures) add_note(remarks_, draw("two_way"));
    timer_.lap("two-way");
}

void Session::run_draws() {
    const DrawTable draws =
        evaluate_draws(sampler_, request_.draws, evaluate_, request_.threads, request_.progress("draws"));
    write("draws.csv", draws_csv(subject_, draws));
    if (request_.wants("ranks")) write("ranks.csv", ranks_csv(subject_, draws));
    if (request_.wants("evppi")) run_evppi(draws);
    if (request_.wants("evsi")) run_evsi(draws);
    timer_.lap("draws");
}

void Session::run_evppi(const DrawTable& draws) {
    const auto rows = information_table(draws, subject_.rankings, together_, study_.model().seed);
    write("evppi.csv", evppi_csv(subject_, rows));
    for (const InformationRow& row : rows)
        if (row.parameters.empty())
            text_ += fmt::format("expected value of perfect information, by {}: {:.3g} (standard error {:.1g})\n",
                                 row.endpoint, row.value.value, row.value.standard_error);
}

void Session::run_evsi(const DrawTable& draws) {
    const auto rows = sample_information_table(draws, subject_.rankings, planned_, study_.model().seed);
    write("evsi.csv", evsi_csv(rows));
    for (const SampleRow& row : rows) {
        const SampleInformation& found = row.information;
        text_ += fmt::format(
            "expected value of the study {}, by {}: {:.3g} (standard error {:.1g}; by moments {:.3g}; all about its "
            "parameters {:.3g})\n",
            row.study, row.endpoint, found.by_regression.value, found.by_regression.standard_error, found.by_moments,
            found.perfect.value);
    }
}

void Session::run_sobol() {
    const auto indices = sobol_indices(study_.model(), sampler_, request_.pairs, evaluate_, request_.threads,
                                       request_.progress("variance-based indices"));
    write("sobol.csv", sobol_csv(subject_, indices));
    timer_.lap("sobol");
}

FileNames sensitivity_files() {
    FileNames names{"one_way.csv", "thresholds.csv", "two_way.csv", "draws.csv",  "ranks.csv",
                    "evppi.csv",   "evsi.csv",       "sobol.csv",   manifest_file};
    append(names, figure::figure_files("tornado"));
    append(names, figure::figure_files("two_way"));
    return names;
}

}  // namespace ibtr::sensitivity
