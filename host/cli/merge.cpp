#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/merge_psa.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "study/study.hpp"
#include "tally/tally_part.hpp"

namespace ibtr::cli {
namespace {

struct MergeOptions {
    std::vector<std::filesystem::path> parts;
    OutputOptions output;
    ComparisonOptions comparison;
    bool comparison_given = false;  ///< on the command line
};

nlohmann::json read_manifest(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "manifest.json";
    nlohmann::json manifest = nlohmann::json::parse(read_file(path), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("config_text") || !manifest["config_text"].is_string())
        throw StorageError(path.string() + ": not a manifest of a run; simulate this part again");
    return manifest;
}

PartOrigin origin_of(const nlohmann::json& manifest, const PatientRange& range) {
    return {range, manifest.value("backend", ""), manifest.value("device", ""), manifest.value("threads", 0U)};
}

/// Every folder holds a part, and all of the same kind.
void check_parts(const MergeOptions& options, bool of_psa) {
    for (const std::filesystem::path& folder : options.parts) {
        if (!std::filesystem::is_directory(folder)) throw UsageError(folder.string() + ": no such folder");
        if (of_psa ? holds_psa(folder) : std::filesystem::exists(folder / tally_part_file_name)) continue;
        throw UsageError(
            folder.string() +
            (of_psa ? ": holds no psa.sqlite, as the folders before it do"
                    : ": holds neither tallies.part (of run --patient-range) nor psa.sqlite (of psa --shard)"));
    }
    if (of_psa && options.comparison_given)
        throw UsageError("--no-exact and --exact-budget are for parts of a run: shards of psa are not compared");
}

void merge(const MergeOptions& options) {
    const bool of_psa = holds_psa(options.parts.front());
    check_parts(options, of_psa);
    if (of_psa) {
        merge_psa(options.parts, options.output);
        return;
    }
    Stopwatch stopwatch;
    PartMerger merger;
    std::vector<PartOrigin> origins;
    for (const std::filesystem::path& folder : options.parts) {
        const std::filesystem::path path = folder / tally_part_file_name;
        TallyPart part = decode_part(read_file(path), path);
        origins.push_back(origin_of(read_manifest(folder), part.range));
        merger.add(std::move(part), path);
    }
    const TallyPart whole = merger.take();

    const std::filesystem::path& first = options.parts.front();
    const Study study = compile_study(
        load_config_text(read_manifest(first)["config_text"].get<std::string>(), (first / "manifest.json").string()));
    if (study.config.hash != whole.config_hash || study.tables_digest != whole.tables_digest)
        throw UsageError(first.string() +
                         ": its manifest and its tallies do not belong together, or this is another version of ibtr");
    stopwatch.lap("read parts");

    const PendingFolder folder(options.output, study.model().name);
    Manifest manifest = describe_study(study, "merge");
    manifest.backend = "merge";
    manifest.device = fmt::format("parts: {}", origins.size());
    manifest.threads = available_threads();
    manifest.parts = std::move(origins);
    publish_simulation(study, whole.tallies, allocate(study.model(), study.population, whole.patients),
                       options.comparison, options.output, *folder, std::move(manifest), stopwatch);
}

}  // namespace

void add_merge(CLI::App& app) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* command = app.add_subcommand("merge", "Join parts made with run --patient-range or psa --shard");
    command->add_option("DIR", options->parts, "Run folders of the parts")->required();
    add_output_options(*command, options->output);
    add_comparison_options(*command, options->comparison);
    command->callback([options, command] {
        options->comparison_given = command->count("--no-exact") + command->count("--exact-budget") > 0;
        merge(*options);
    });
}

}  // namespace ibtr::cli
