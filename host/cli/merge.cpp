#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "cli/study.hpp"
#include "ibtr/error.hpp"
#include "ibtr/tally_part.hpp"

namespace ibtr::cli {
namespace {

struct MergeOptions {
    std::vector<std::filesystem::path> parts;
    OutputOptions output;
    ComparisonOptions comparison;
};

/// The config that a part was simulated from, out of its manifest.
LoadedConfig config_of(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "manifest.json";
    const nlohmann::json manifest = nlohmann::json::parse(read_file(path), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("config_text") || !manifest["config_text"].is_string())
        throw StorageError(path.string() + ": not a manifest of a run; simulate this part again");
    return load_config_text(manifest["config_text"].get<std::string>(), path.string());
}

void merge(const MergeOptions& options) {
    Stopwatch stopwatch;
    std::vector<TallyPart> parts;
    std::vector<std::filesystem::path> paths;
    for (const std::filesystem::path& folder : options.parts) {
        paths.push_back(folder / tally_part_file_name);
        parts.push_back(decode_part(read_file(paths.back()), paths.back()));
    }
    const TallyPart whole = merge_parts(std::move(parts), paths);

    const Study study = make_study(config_of(options.parts.front()));
    if (study.config.hash != whole.config_hash || study.tables_digest != whole.tables_digest)
        throw UsageError(options.parts.front().string() +
                         ": its manifest and its tallies do not belong together, or this is another version of ibtr");
    stopwatch.lap("read parts");

    const PendingFolder folder(options.output, study.model().name);
    Manifest manifest = describe_study(study, "merge");
    manifest.backend = "merge";
    publish_simulation(study, whole.tallies, allocate(study.model(), study.population, whole.patients),
                       options.comparison, options.output, *folder, std::move(manifest), stopwatch);
}

}  // namespace

void add_merge(CLI::App& app) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* command = app.add_subcommand("merge", "Join the parts of a cohort made with run --patient-range");
    command->add_option("DIR", options->parts, "Run folders of the parts")->required();
    add_output_options(*command, options->output);
    command->add_flag("--no-exact", options->comparison.skip, "Do not compare with the exact solution");
    command->callback([options] { merge(*options); });
}

}  // namespace ibtr::cli
