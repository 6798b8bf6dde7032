#include "study/run_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "economics/economic_results.hpp"
#include "economics/economics_tables.hpp"
#include "report/survival_figure.hpp"
#include "tally/tally_part.hpp"

namespace ibtr {
namespace {

/// Largest difference of any cumulative edge probability of any strategy and stratum.
double largest_cumulative_difference(const ExpectedTallies& a, const ExpectedTallies& b) {
    double largest = 0;
    for (std::size_t row = 0; row < a.probability.size(); row += a.bins) {
        double difference = 0;
        for (std::size_t bin = 0; bin < a.bins; ++bin) {
            difference += a.probability[row + bin] - b.probability[row + bin];
            largest = std::max(largest, std::abs(difference));
        }
    }
    return largest;
}

std::string accuracy(const ExactInfo& exact) {
    return fmt::format("exact solution: step error {:.1e}, table error {:.1e}", exact.step_error, exact.table_error);
}

/// What no run of a sound model shows.
void warn_of_differences(const ExactInfo& exact, const std::vector<Headline>& lines, Remarks& remarks) {
    constexpr double noticed = 1e-5, impossible = 8;
    const auto warn = [&](std::string text) { remarks.push_back({Remark::Kind::warning, std::move(text)}); };
    if (exact.table_error > noticed)
        warn(fmt::format("table error {:.1e}: some hazard changes too abruptly for the tables that are simulated",
                         exact.table_error));
    double largest = 0;
    for (const Headline& line : lines)
        if (!std::isnan(line.z)) largest = std::max(largest, std::abs(line.z));
    if (largest > impossible)
        warn(
            fmt::format("a result lies {:.0f} standard errors from the exact solution: too few events for its "
                        "standard error, or hazards beyond the tables' range; do not use this simulation",
                        largest));
}

/// @return whether the user has not stopped it: what is there stands without the comparison then
bool compare(RunResults& results, const Study& study, const std::vector<std::uint64_t>& allocation,
             const Comparison& comparison, Manifest& manifest) {
    try {
        const ExactSolutions exact = solve_both(study, {.budget_seconds = comparison.budget_seconds,
                                                        .threads = manifest.threads,
                                                        .stop_requested = comparison.stop_requested});
        compare_with_exact(results.headline, study.cohort(), exact.tabulated, allocation);
        manifest.exact = exact.info;
        add_note(results.remarks, accuracy(exact.info));
        warn_of_differences(exact.info, results.headline, results.remarks);
    } catch (const Interrupted&) {
        return false;
    } catch (const BudgetExceeded& reason) {
        add_note(
            results.remarks,
            fmt::format("no comparison with the exact solution: {} (--exact-budget raises the limit)", reason.what()));
    }
    return true;
}

void write_estimates(const Model& model, const Estimates& estimates, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("curves.csv", curves_csv(model, estimates));
    folder.write("contrasts.csv", contrasts_csv(model, estimates));
}

/// Costs and effects of a parameter set, where the config has any. @param counted tallies, or the exact solution's
template <class Counted>
void add_economics(const Study& study, const Counted& counted, const RunFolder& folder, RunResults& results) {
    const std::optional<Economics>& economics = study.config().economics;
    if (!economics) return;
    results.economics = economic_results(study.cohort(), *economics, counted);
    folder.write("icer.csv", icer_csv(study.model(), results.economics));
    folder.write("net_benefit.csv", net_benefit_csv(study.model(), results.economics));
}

void write_summary(const Study& study, const Manifest& manifest, bool figures, const RunFolder& folder,
                   RunResults& results) {
    folder.write("summary.json", summary_json(study.model(), results.identity, results.headline, JsonLayout::indented,
                                              results.economics));
    if (figures) add_note(results.remarks, draw_survival_figure(study.model(), manifest, folder));
}

}  // namespace

ExactSolutions solve_both(const Study& study, const ExactOptions& options) {
    using WallClock = std::chrono::steady_clock;
    const WallClock::time_point start = WallClock::now();
    ExactSolutions solutions{study.solve_tables(options), {}, {}};
    ExactOptions rest = options;
    const std::chrono::duration<double> elapsed = WallClock::now() - start;
    // What is left, and an instant where nothing is: 0 would be no limit.
    if (options.budget_seconds > 0) rest.budget_seconds = std::max(options.budget_seconds - elapsed.count(), 1e-3);
    solutions.continuous = study.solve(rest);
    solutions.info.step_error = std::max(solutions.tabulated.step_error, solutions.continuous.step_error);
    solutions.info.table_error = largest_cumulative_difference(solutions.tabulated, solutions.continuous);
    return solutions;
}

RunResults write_simulation(const Study& study, const Tallies& tallies, const std::vector<std::uint64_t>& allocation,
                            const Comparison& comparison, bool figures, const RunFolder& folder, Manifest manifest,
                            StageTimer& timer) {
    const Estimates estimates = study.estimate(tallies);
    timer.lap("estimate");
    write_estimates(study.model(), estimates, folder);
    timer.lap("write curves");
    manifest.tally_digest = tally_digest(tallies);
    RunResults results{
        {study.config().hash, manifest.tally_digest, manifest.backend}, headline(study.model(), estimates), {}};
    folder.write("mean_times.csv", mean_times_csv(study.model(), mean_times(study.cohort(), tallies)));
    add_economics(study, tallies, folder, results);
    timer.lap("mean times, costs and effects");
    const bool compared = comparison.skip || compare(results, study, allocation, comparison, manifest);
    if (!comparison.skip) timer.lap("exact solution");
    write_summary(study, manifest, figures && compared, folder, results);
    timer.lap("summary and figure");
    write_manifest(std::move(manifest), timer, folder);
    if (!compared)
        throw Interrupted(
            fmt::format("stopped by the user in the comparison with the exact solution; the results in {} "
                        "are whole without it",
                        folder.path().string()));
    return results;
}

RunResults write_part(const Study& study, const WorkPlan& plan, Tallies tallies, const RunFolder& folder,
                      Manifest manifest, StageTimer& timer) {
    manifest.tally_digest = tally_digest(tallies);
    RunResults results{{study.config().hash, manifest.tally_digest, manifest.backend}, {}, {}};
    const TallyPart part{study.config().hash, study.tables_digest(), plan.seed(),
                         plan.patients(),     plan.range(),          std::move(tallies)};
    folder.discard_old_run();
    folder.write(tally_part_file_name, encode_part(part));
    timer.lap("write part");
    write_manifest(std::move(manifest), timer, folder);
    return results;
}

RunResults write_exact(const Study& study, const ExactSolutions& solutions, bool figures, const RunFolder& folder,
                       Manifest manifest, StageTimer& timer) {
    const Estimates estimates = study.estimate(solutions.continuous);
    timer.lap("exact solution");
    write_estimates(study.model(), estimates, folder);
    RunResults results{{study.config().hash, "", manifest.backend}, headline(study.model(), estimates), {}};
    folder.write("mean_times.csv", mean_times_csv(study.model(), mean_times(study.cohort(), solutions.continuous)));
    add_economics(study, solutions.continuous, folder, results);
    for (Headline& line : results.headline) line.exact = line.estimate.value;
    write_summary(study, manifest, figures, folder, results);
    timer.lap("write");
    manifest.exact = solutions.info;
    add_note(results.remarks, accuracy(solutions.info));
    write_manifest(std::move(manifest), timer, folder);
    return results;
}

FileNames run_files() {
    FileNames names{"curves.csv",      "contrasts.csv", "mean_times.csv",     "icer.csv",
                    "net_benefit.csv", "summary.json",  tally_part_file_name, manifest_file};
    append(names, survival_figure_files());
    return names;
}

}  // namespace ibtr
