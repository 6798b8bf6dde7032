#include "cli/name_explanations.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/csv.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "studies/naming_report.hpp"
#include "studies/studies_report.hpp"
#include "study/describe.hpp"

namespace ibtr::cli {
namespace {

/// An explanation and the study of its config.
struct LoadedExplanation {
    studies::Explanation explanation;
    std::unique_ptr<Study> study;
};

LoadedExplanation loaded(std::string name, const ConfigOptions& config, bool quiet) {
    auto study = std::make_unique<Study>(config.load(quiet));
    if (name.empty()) name = study->model().name;
    return {{std::move(name), config.path, config.overrides, study->config().hash}, std::move(study)};
}

/// NAME=CONFIG[;KEY=VALUE]..., with the seed of the first.
LoadedExplanation other_explanation(const std::string& text, const ConfigOptions& first, bool quiet) {
    const std::vector<std::string> parts = split_text(text, ';');
    const std::size_t equals = parts.front().find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == parts.front().size())
        throw UsageError("--against " + text + ": expected NAME=CONFIG, with changes as NAME=CONFIG;KEY=VALUE");
    ConfigOptions config = first;
    config.path = parts.front().substr(equals + 1);
    config.overrides.assign(parts.begin() + 1, parts.end());
    return loaded(parts.front().substr(0, equals), config, quiet);
}

std::vector<LoadedExplanation> load_all(const ConfigOptions& config, const NamingOptions& naming, bool quiet) {
    std::vector<LoadedExplanation> all;
    all.push_back(loaded("", config, quiet));
    for (const std::string& text : naming.against) {
        all.push_back(other_explanation(text, config, quiet));
        for (std::size_t k = 0; k + 1 < all.size(); ++k)
            if (all[k].explanation.name == all.back().explanation.name)
                throw UsageError("--against " + text + ": another explanation has this name");
    }
    return all;
}

std::string name_of(const studies::StudyDesign& design) {
    return design.same_women.empty() ? design.name : design.same_women;
}

}  // namespace

void name_explanations(const ConfigOptions& config, const NamingOptions& naming, const std::string& design,
                       const studies::StudiesOptions& how, const OutputOptions& output) {
    using namespace studies;
    StageTimer timer;
    const std::vector<LoadedExplanation> all = load_all(config, naming, output.quiet);
    const CsvTable table = read_csv(design);
    std::vector<std::vector<StudyDesign>> designs;
    for (const LoadedExplanation& one : all) designs.push_back(read_designs(table, one.study->model()));
    const auto groups = studies_of_the_same_women(designs.front());
    const Study& first = *all.front().study;
    const PendingFolder folder = open_folder(output, first.model().name, studies_files());
    timer.lap("compile");

    std::vector<std::uint32_t> sizes = naming.women;
    if (sizes.empty()) sizes.push_back(0);  // as designed
    StudiesOptions options = how;
    options.seed = first.model().seed;
    options.exact.threads = how.exact.threads == 0 ? available_threads() : how.exact.threads;
    options.exact.stop_requested = interrupt_requested;
    const auto progress = progress_of_evaluations("studies", output.quiet);
    std::size_t finished = 0;
    const std::size_t total = sizes.size() * all.size() * how.replicates;
    options.progress = [&](std::uint32_t done) { return progress(finished + done, total); };
    std::vector<NamingOfStudy> named;
    std::string device;
    for (const std::uint32_t women : sizes) {
        std::vector<std::vector<ExplainedEstimates>> explained(groups.size());
        std::vector<std::uint32_t> women_of;
        for (std::size_t e = 0; e < all.size(); ++e) {
            const Study& study = *all[e].study;
            const StudiesResult result = simulate_studies(
                study.model(), study.parameters(), women == 0 ? designs[e] : with_women(designs[e], women), options);
            device = result.device.empty() ? device : result.device;
            for (std::size_t g = 0; g < groups.size(); ++g)
                explained[g].push_back(estimates_of(result, groups[g], all[e].explanation.name));
            women_of.clear();
            for (const auto& group : groups)
                women_of.push_back(result.designs[group.front()].first.women +
                                   result.designs[group.front()].second.women);
            finished += how.replicates;
        }
        for (std::size_t g = 0; g < groups.size(); ++g)
            named.push_back({name_of(designs.front()[groups[g].front()]), women_of[g], groups[g].size(),
                             studies::name_explanations(explained[g], groups[g].size())});
    }
    timer.lap("simulate");
    std::vector<Explanation> explanations;
    for (const LoadedExplanation& one : all) explanations.push_back(one.explanation);
    Manifest manifest = describe_study(first, "studies");
    manifest.backend = device.empty() ? "exact" : "cuda";
    manifest.device = device;
    manifest.threads = options.exact.threads;
    manifest.draws = how.replicates;
    folder->discard_old_run();
    folder->write("explanations.csv", explanations_csv(explanations));
    folder->write("naming.csv", naming_csv(named));
    folder->write("naming_shares.csv", naming_shares_csv(named, explanations));
    folder->write("summary.json", naming_json(named, explanations, JsonLayout::indented));
    timer.lap("write");
    write_manifest(std::move(manifest), timer, *folder);
    print_either(
        output, [&] { return naming_json(named, explanations, JsonLayout::one_line) + "\n"; },
        [&] { return naming_table(named); });
    say_where(output, *folder);
}

}  // namespace ibtr::cli
