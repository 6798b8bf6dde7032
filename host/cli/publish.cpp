#include "cli/publish.hpp"
#include "cli/progress.hpp"

#include <fmt/core.h>
#include <sys/resource.h>

#include <cstdio>
#include <system_error>
#include <utility>

#include "cli/standard_output.hpp"
#include "report/run_files.hpp"

namespace ibtr::cli {

Study compile_study(LoadedConfig config) {
    Study study = make_study(std::move(config));
    for (const std::string& warning : study.warnings) fmt::print(stderr, "warning: {}\n", warning);
    return study;
}

void Stopwatch::lap(const std::string& stage) {
    const Clock::time_point now = Clock::now();
    stages_.push_back({stage, std::chrono::duration<double>(now - start_).count()});
    start_ = now;
}

void stamp(Manifest& manifest, const Stopwatch& stopwatch) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    manifest.peak_memory_mib = static_cast<double>(usage.ru_maxrss) / 1024;  // Linux counts in KiB
    manifest.wall_times = stopwatch.stages();
}

PendingFolder::PendingFolder(const OutputOptions& options, const std::string& name)
    : folder_(options.out, name, options.existing()), named_(options.out.has_value()) {}

PendingFolder::~PendingFolder() {
    std::error_code ignored;  // remove() refuses a folder with files, which is what is wanted
    if (!std::filesystem::remove(folder_.path(), ignored) || named_) return;
    std::filesystem::remove(folder_.path().parent_path(), ignored);  // results/<name>, where this run made it
}

void draw_figure(const Model& model, const Estimates& estimates, const OutputOptions& output, const RunFolder& folder,
                 Bands kind) {
    if (output.no_figure) return;
    const std::string reason = draw_survival_figure(model, estimates, folder, kind);
    if (!reason.empty() && !output.quiet) fmt::print(stderr, "{}\n", reason);
}

/// What no run of a sound model shows.
void warn_of_differences(const ExactInfo& exact, const std::vector<Headline>& lines) {
    constexpr double noticed = 1e-5, impossible = 8;
    if (exact.table_error > noticed)
        fmt::print(stderr,
                   "warning: table error {:.1e}: some hazard changes too abruptly for the tables that are simulated\n",
                   exact.table_error);
    double largest = 0;
    for (const Headline& line : lines)
        if (!std::isnan(line.z)) largest = std::max(largest, std::abs(line.z));
    if (largest > impossible)
        fmt::print(stderr,
                   "warning: a result lies {:.0f} standard errors from the exact solution: too few events for its "
                   "standard error, or hazards beyond the tables' range; do not use this simulation\n",
                   largest);
}

void publish_simulation(const Study& study, const Tallies& tallies, const std::vector<std::uint64_t>& allocation,
                        const ComparisonOptions& comparison, const OutputOptions& output, const RunFolder& folder,
                        Manifest manifest, Stopwatch& stopwatch) {
    const Model& model = study.model();
    const Estimates estimates = estimate(model, study.parameters, study.population, study.graph, tallies);
    stopwatch.lap("estimate");
    folder.discard_old_run();
    folder.write("curves.csv", curves_csv(model, estimates));
    folder.write("contrasts.csv", contrasts_csv(model, estimates));
    stopwatch.lap("write curves");

    std::vector<Headline> lines = headline(model, estimates);
    if (!comparison.skip) {
        try {
            const ExactSolutions exact =
                solve_study(study, comparison.budget_seconds, manifest.threads, interrupt_requested);
            compare_with_exact(lines, model, study.parameters, study.population, study.graph, exact.tabulated,
                               allocation);
            manifest.exact = exact.info;
            if (!output.quiet)
                fmt::print(stderr, "exact solution: step error {:.1e}, table error {:.1e}\n", exact.info.step_error,
                           exact.info.table_error);
            warn_of_differences(exact.info, lines);
        } catch (const BudgetExceeded& reason) {
            if (!output.quiet)
                fmt::print(stderr, "no comparison with the exact solution: {} (--exact-budget raises the limit)\n",
                           reason.what());
        }
        stopwatch.lap("exact solution");
    }

    manifest.tally_digest = tally_digest(tallies);
    const RunIdentity identity{study.config.hash, manifest.tally_digest, manifest.backend};
    folder.write("summary.json", summary_json(model, identity, lines, JsonLayout::indented));
    draw_figure(model, estimates, output, folder);
    stopwatch.lap("summary and figure");

    stamp(manifest, stopwatch);
    folder.write("manifest.json", manifest_json(manifest));
    announce(study, identity, lines, output, folder);
}

void announce(const Study& study, const RunIdentity& identity, const std::vector<Headline>& lines,
              const OutputOptions& output, const RunFolder& folder) {
    if (output.json)
        print_result(summary_json(study.model(), identity, lines, JsonLayout::one_line) + "\n");
    else if (!output.quiet)
        print_result(headline_table(study.model(), lines));
    if (output.quiet) return;
    fmt::print(stderr, "tables_digest {}\n", study.tables_digest);
    if (!identity.tally_digest.empty()) fmt::print(stderr, "tally_digest  {}\n", identity.tally_digest);
    fmt::print(stderr, "results in {}\n", folder.path().string());
}

}  // namespace ibtr::cli
