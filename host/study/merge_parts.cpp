#include "study/merge_parts.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/files.hpp"
#include "base/run_folder.hpp"
#include "ibtr/error.hpp"
#include "study/describe.hpp"
#include "tally/check_tallies.hpp"
#include "tally/tally_part.hpp"

namespace ibtr {
namespace {

nlohmann::json read_manifest(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / manifest_file;
    nlohmann::json manifest = nlohmann::json::parse(read_file(path), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("config_text") || !manifest["config_text"].is_string())
        throw StorageError(path.string() + ": not a manifest of a run; simulate this part again");
    return manifest;
}

PartOrigin origin_of(const nlohmann::json& manifest, const PatientRange& range) {
    const auto text = [&](const char* key) {
        const auto value = manifest.find(key);
        return value != manifest.end() && value->is_string() ? value->get<std::string>() : "";
    };
    const auto threads = manifest.find("threads");
    const bool counted = threads != manifest.end() && threads->is_number_unsigned();
    return {range, text("backend"), text("device"), counted ? threads->get<unsigned>() : 0U};
}

[[noreturn]] void refuse_tallies(const std::filesystem::path& first, const std::string& what) {
    throw StorageError(fmt::format("{} and the parts with it hold {}; simulate them again", first.string(), what));
}

}  // namespace

bool holds_part(const std::filesystem::path& folder) {
    return std::filesystem::exists(folder / tally_part_file_name);
}

MergedParts merge_parts(const std::vector<std::filesystem::path>& folders) {
    PartMerger merger;
    std::vector<PartOrigin> origins;
    for (const std::filesystem::path& folder : folders) {
        const std::filesystem::path path = folder / tally_part_file_name;
        TallyPart part = decode_part(read_file(path), path);
        origins.push_back(origin_of(read_manifest(folder), part.range));
        merger.add(std::move(part), path);
    }
    TallyPart whole = merger.take();
    const std::filesystem::path& first = folders.front();
    Study study(
        load_config_text(read_manifest(first)["config_text"].get<std::string>(), (first / manifest_file).string()));
    if (study.config().hash != whole.config_hash || study.tables_digest() != whole.tables_digest)
        throw UsageError(first.string() +
                         ": its manifest and its tallies do not belong together, or this is another version of ibtr");
    if (whole.seed != study.model().seed || whole.patients != study.model().patients)
        refuse_tallies(first, "another seed or number of patients than their config");
    const std::string wrong = impossible(whole.tallies, study.plan(), study.population(), study.graph());
    if (!wrong.empty()) refuse_tallies(first, wrong);
    return {std::move(study), std::move(whole.tallies), whole.patients, std::move(origins)};
}

}  // namespace ibtr
