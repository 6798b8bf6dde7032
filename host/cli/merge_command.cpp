#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "psa/merge_stores.hpp"
#include "psa/psa_results.hpp"
#include "psa/psa_session.hpp"
#include "psa/survey_draws.hpp"
#include "study/merge_parts.hpp"
#include "study/run_results.hpp"

namespace ibtr::cli {
namespace {

struct MergeOptions {
    std::vector<std::filesystem::path> parts;
    OutputOptions output;
    ComparisonOptions comparison;
    bool comparison_given = false;  ///< on the command line
};

/// Every folder holds a part, and all of the same kind.
void check_parts(const MergeOptions& options, bool of_psa) {
    for (const std::filesystem::path& folder : options.parts) {
        if (!std::filesystem::is_directory(folder)) throw UsageError(folder.string() + ": no such folder");
        if (of_psa ? psa::holds_store(folder) : holds_part(folder)) continue;
        throw UsageError(
            folder.string() +
            (of_psa ? ": holds no psa.sqlite, as the folders before it do"
                    : ": holds neither tallies.part (of run --patient-range) nor psa.sqlite (of psa --shard)"));
    }
    if (of_psa && options.comparison_given)
        throw UsageError("--no-exact and --exact-budget are for parts of a run: shards of psa are not compared");
}

void merge_cohort(const MergeOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    MergedParts merged = merge_parts(options.parts);
    const Study& study = merged.study;
    say_warnings(study);
    timer.lap("read parts");

    const PendingFolder folder = open_folder(output, study.model().name, run_files());
    Manifest manifest = describe_study(study, "merge");
    manifest.backend = "merge";
    manifest.device = fmt::format("parts: {}", merged.origins.size());
    manifest.threads = available_threads();
    manifest.parts = std::move(merged.origins);
    const Comparison comparison{options.comparison.skip, options.comparison.budget_seconds, interrupt_requested};
    announce(study,
             write_simulation(study, merged.tallies, allocate(study.model(), study.population(), merged.patients),
                              comparison, output.figures(), *folder, std::move(manifest), timer),
             output, *folder);
}

/// The same files as `ibtr psa` without --shard.
void merge_shards(const MergeOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    std::vector<std::filesystem::path> shards;
    for (const std::filesystem::path& folder : options.parts) {
        if (output.out && std::filesystem::weakly_canonical(*output.out) == std::filesystem::weakly_canonical(folder))
            throw UsageError("--out " + output.out->string() + " is one of the shards; choose another folder");
        shards.push_back(folder / psa::store_file_name);
    }
    const psa::Analysis whole = psa::whole_of(shards);
    const psa::Session session(whole, shards.front().string());
    say_warnings(session.study());
    timer.lap("read shards");

    const PendingFolder folder = open_folder(output, session.model().name, psa::psa_files());
    folder->discard_old_run();
    psa::Store store = psa::Store::create(folder->path() / psa::store_file_name, whole, session.model(),
                                          session.outcomes().outcomes());
    psa::copy_draws(shards, session.model(), session.outcomes().outcomes(), store);
    timer.lap("copy draws");
    const auto illegal_draws = psa::survey_draws(session.context(), whole.design, whole.range, available_threads());
    const psa::Makers makers{
        .command = "merge", .backend = "merge", .device = "", .threads = 0, .illegal_draws = illegal_draws};
    announce(session, psa::write_psa(session, store, makers, output.figures(), *folder, timer), output, *folder);
}

void merge(const MergeOptions& options) {
    const bool of_psa = psa::holds_store(options.parts.front());
    check_parts(options, of_psa);
    if (of_psa)
        merge_shards(options);
    else
        merge_cohort(options);
}

}  // namespace

void add_merge(CommandLine& program) {
    auto options = std::make_shared<MergeOptions>();
    Command command = program.add("merge", "Join parts made with run --patient-range or psa --shard");
    command.option("DIR", options->parts, "Run folders of the parts").required();
    add_output_options(command, options->output);
    add_comparison_options(command, options->comparison);
    command.does([options, command] {
        options->comparison_given = command.count("--no-exact") + command.count("--exact-budget") > 0;
        merge(*options);
    });
}

}  // namespace ibtr::cli
