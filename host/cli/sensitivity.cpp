#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "cli/sensitivity_options.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "sensitivity/net_benefit.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sensitivity_report.hpp"
#include "sensitivity/smooth_fit.hpp"
#include "sensitivity/value_of_information.hpp"
#include "study/study.hpp"

namespace ibtr::cli {
namespace {

using namespace sensitivity;

constexpr std::uint64_t default_patients = 20000;

/// Patients are shared by all evaluations: two halves are what outcomes are made from.
Study study_of_evaluations(const SensitivityOptions& options) {
    if (options.by == "exact" && options.config.patients)
        throw UsageError("--patients is for --by simulation: the exact solver walks no patients");
    LoadedConfig config = options.config.load();
    if (!options.only.empty()) config.model = with_uncertainty_only_of(std::move(config.model), options.only);
    config.model.batches = 2;
    if (!options.config.patients) config.model.patients = std::min(config.model.patients, default_patients);
    return compile_study(std::move(config));
}

/// One command's analyses, each written to its file as soon as it is there.
class Session {
public:
    Session(const SensitivityOptions& options, Study study, const RunFolder& folder)
        : options_(options),
          study_(std::move(study)),
          folder_(folder),
          sampler_(study_.model(), {DesignKind::monte_carlo, draws_needed(), 1}, study_.model().seed),
          plan_(study_.model(), study_.graph, study_.config.economics),
          net_benefit_(study_.model(), plan_),
          subject_{study_.model(), study_.parameters, net_benefit_.outcomes(), {}, {}, {}},
          threads_(options.backend.thread_count()) {
        if (sampler_.drawn().empty())
            throw UsageError("no parameter of this config has an uncertainty: nothing to vary");
        choose_outcomes();
        read_names();
        if (options.by == "exact") {
            evaluate_ = exact_evaluation(study_.model(), study_.graph, plan_, interrupt_requested);
        } else {
            const std::shared_ptr<Backend> backend = make_backend("cpp", 1);
            evaluate_ = shared_patients_evaluation(
                study_.model(), study_.graph, plan_,
                [backend](const Tables& tables, const WorkPlan& work) { return backend->simulate(tables, work, {}); });
        }
        evaluate_ = net_benefit_.added_to(std::move(evaluate_));
    }

    void run() {
        if (options_.wants("one-way")) run_one_way();
        if (options_.wants("two-way")) run_two_way();
        if (options_.wants("ranks") || options_.wants("evppi")) run_draws();
        if (options_.wants("sobol")) run_sobol();
    }
    [[nodiscard]] const Study& study() const { return study_; }
    [[nodiscard]] unsigned threads() const { return threads_; }
    [[nodiscard]] Stopwatch& stopwatch() { return stopwatch_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    [[nodiscard]] std::uint32_t draws_needed() const {
        return std::max(options_.draws, static_cast<std::uint32_t>(2 * options_.pairs));
    }

    void choose_outcomes() {
        const Model& model = study_.model();
        subject_.rankings = find_rankings(model, subject_.outcomes, options_.values);
        if (study_.config.economics) subject_.currency = study_.config.economics->currency;
        for (const std::string& text : options_.outcomes) {
            const std::size_t outcome = find_outcome(model, subject_.outcomes, text);
            if (std::find(subject_.chosen.begin(), subject_.chosen.end(), outcome) == subject_.chosen.end())
                subject_.chosen.push_back(outcome);
        }
        if (options_.outcomes.empty()) subject_.chosen = net_benefit_outcomes(subject_.outcomes, subject_.rankings);
        if (subject_.chosen.empty()) subject_.chosen = default_outcomes(model, subject_.outcomes);
    }

    void read_names() {
        const auto find = [&](const char* option, const std::string& name) {
            return drawn_parameter(study_.model(), sampler_, option, name);
        };
        if (options_.wants("two-way")) {
            if (options_.vary.size() != 2)
                throw UsageError("--method two-way needs two parameters: --vary FIRST,SECOND");
            if (options_.vary[0] == options_.vary[1])
                throw UsageError(
                    fmt::format("--vary {0},{0}: two-way needs two different parameters", options_.vary[0]));
            for (const std::string& name : options_.vary) varied_.push_back(find("--vary", name));
        }
        for (const std::string& text : options_.together) {
            together_.emplace_back();
            for (const std::string& name : split_text(text, ',')) together_.back().push_back(find("--together", name));
            if (const std::size_t fewest = SmoothFit::fewest_draws(together_.back().size()); options_.draws < fewest)
                throw UsageError(fmt::format("--together {}: {} parameters need --draws {} or more", text,
                                             together_.back().size(), fewest));
        }
    }

    /// A line every few seconds.
    [[nodiscard]] Progress progress(const char* what) const {
        using Clock = std::chrono::steady_clock;
        const auto next = std::make_shared<std::atomic<Clock::rep>>(
            (Clock::now() + std::chrono::seconds(2)).time_since_epoch().count());
        return [this, what, next](std::size_t done, std::size_t total) {
            if (interrupt_requested()) return false;
            const Clock::time_point now = Clock::now();
            Clock::rep due = next->load();
            if (options_.output.quiet || now.time_since_epoch().count() < due) return true;
            if (next->compare_exchange_strong(due, (now + std::chrono::seconds(5)).time_since_epoch().count()))
                fmt::print(stderr, "{}: {} of {} evaluations\n", what, done, total);
            return true;
        };
    }

    void say(const std::string& reason) const {
        if (!reason.empty() && !options_.output.quiet) fmt::print(stderr, "{}\n", reason);
    }

    void run_one_way() {
        const Model& model = study_.model();
        const std::vector<double> at_base = evaluate_(study_.parameters);
        const auto rows = one_way(model, study_.parameters, sampler_, evaluate_, threads_, progress("one-way"));
        folder_.write("one_way.csv", one_way_csv(subject_, rows, at_base));
        const Scan scan =
            scan_parameters(model, study_.parameters, sampler_, evaluate_, threads_, progress("thresholds"));
        std::vector<std::vector<Threshold>> changes;
        for (const Ranking& ranking : subject_.rankings)
            changes.push_back(thresholds(model, study_.parameters, evaluate_, scan, ranking.positions));
        folder_.write("thresholds.csv", thresholds_csv(subject_, changes));
        if (!options_.output.no_figure) say(draw_tornado(subject_, rows, at_base, folder_));
        stopwatch_.lap("one-way");

        const std::size_t outcome = subject_.chosen.front();
        text_ += fmt::format("{} = {:.4f} at the base case; over the 95 % interval of\n",
                             outcome_text(model, subject_.outcomes[outcome]), at_base[outcome]);
        for (const OneWay* row : by_swing(rows, outcome))
            text_ += fmt::format("  {:<32} {:.4f} to {:.4f}\n", model.parameters[row->parameter].name,
                                 row->at_low[outcome], row->at_high[outcome]);
        for (std::size_t r = 0; r < changes.size(); ++r) text_ += changes_text(subject_, r, at_base, changes[r]);
    }

    void run_two_way() {
        const TwoWay grid = two_way(study_.model(), study_.parameters, sampler_, varied_[0], varied_[1],
                                    options_.points, evaluate_, threads_, progress("two-way"));
        folder_.write("two_way.csv", two_way_csv(subject_, grid));
        if (!options_.output.no_figure) say(draw_heat_map(subject_, grid, folder_));
        stopwatch_.lap("two-way");
    }

    void run_draws() {
        const DrawTable draws = evaluate_draws(sampler_, options_.draws, evaluate_, threads_, progress("draws"));
        folder_.write("draws.csv", draws_csv(subject_, draws));
        if (options_.wants("ranks")) folder_.write("ranks.csv", ranks_csv(subject_, draws));
        if (options_.wants("evppi")) run_evppi(draws);
        stopwatch_.lap("draws");
    }

    void run_evppi(const DrawTable& draws) {
        const auto rows = information_table(draws, subject_.rankings, together_, study_.model().seed);
        folder_.write("evppi.csv", evppi_csv(subject_, rows));
        for (const InformationRow& row : rows)
            if (row.parameters.empty())
                text_ += fmt::format("expected value of perfect information, by {}: {:.3g} (standard error {:.1g})\n",
                                     row.endpoint, row.value.value, row.value.standard_error);
    }

    void run_sobol() {
        const auto indices = sobol_indices(study_.model(), sampler_, options_.pairs, evaluate_, threads_,
                                           progress("variance-based indices"));
        folder_.write("sobol.csv", sobol_csv(subject_, indices));
        stopwatch_.lap("sobol");
    }

    const SensitivityOptions& options_;
    Study study_;
    const RunFolder& folder_;
    ParameterSampler sampler_;
    psa::OutcomePlan plan_;
    NetBenefit net_benefit_;
    Subject subject_;
    std::vector<std::size_t> varied_;
    std::vector<std::vector<std::size_t>> together_;
    unsigned threads_;
    Evaluate evaluate_;
    Stopwatch stopwatch_;
    std::string text_;
};

void analyse(const SensitivityOptions& options) {
    Study study = study_of_evaluations(options);
    const PendingFolder folder(options.output, study.model().name);
    Session session(options, std::move(study), *folder);
    folder->discard_old_run();
    session.run();
    Manifest manifest = describe_study(session.study(), "sensitivity");
    manifest.draws = options.draws;
    manifest.drawn_only = options.only;
    manifest.backend = options.by == "exact" ? "exact" : "cpp";
    manifest.device = fmt::format("{} evaluations at a time", session.threads());
    manifest.threads = session.threads();
    stamp(manifest, session.stopwatch());
    folder->write("manifest.json", manifest_json(manifest));
    if (options.output.json)
        print_result(nlohmann::ordered_json{{"schema", 1}, {"folder", folder->path().string()}}.dump() + "\n");
    else if (!options.output.quiet)
        print_result(session.text());
    if (!options.output.quiet) fmt::print(stderr, "results in {}\n", folder->path().string());
}

}  // namespace

void add_sensitivity(CLI::App& app) {
    auto options = std::make_shared<SensitivityOptions>();
    CLI::App* command = app.add_subcommand(
        "sensitivity",
        "Which parameters matter: tornado, grids, rank correlations, variance shares, value of information");
    add_sensitivity_options(*command, *options);
    command->callback([options, command] {
        refuse_unused(*command, *options);
        analyse(*options);
    });
}

}  // namespace ibtr::cli
