#include "page/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ibtr/error.hpp"
#include "recorded/run_files.hpp"

namespace ibtr::page {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::uintmax_t largest_figure_bytes = 2U << 20U;

Json read_json(const recorded::RunFiles& files, const char* file) {
    Json json = Json::parse(files.text(file), nullptr, false);
    if (json.is_discarded() || !json.is_object())
        throw UsageError((files.path() / file).string() + ": damaged (not a JSON object); run the command again");
    return json;
}

std::string text_at(const Json& json, const char* key, const fs::path& file) {
    const auto place = json.find(key);
    if (place == json.end() || !place->is_string())
        throw UsageError(fmt::format("{}: damaged (no text \"{}\"); run the command again", file.string(), key));
    return place->get<std::string>();
}

/// The command of a folder without a manifest, by the table that only it writes.
std::string command_without_manifest(const recorded::RunFiles& files) {
    for (const auto& [table, command] :
         {std::pair("meta.csv", "meta"), {"plane.csv", "decision"}, {"rates.csv", "cohort"}})
        if (files.has(table)) return command;
    throw UsageError(files.path().string() + ": holds no finished run (no manifest.json)");
}

}  // namespace

const CsvTable* RunRecord::table(const std::string& name) const {
    const auto place = tables.find(name);
    return place == tables.end() ? nullptr : &place->second;
}

RunRecord read_run(const fs::path& folder) {
    const recorded::RunFiles run(folder);
    const fs::path manifest_path = folder / "manifest.json";
    RunRecord record;
    record.folder = folder;
    if (run.has("manifest.json")) {
        record.manifest = read_json(run, "manifest.json");
        record.command = text_at(record.manifest, "command", manifest_path);
    } else {
        record.manifest = Json::object();
        record.command = command_without_manifest(run);
    }
    if (run.has("summary.json")) record.summary = read_json(run, "summary.json");
    if (record.manifest.contains("config_text") && record.manifest["config_text"].is_string() &&
        !record.manifest["config_text"].get_ref<const std::string&>().empty())
        record.config =
            load_config_text(text_at(record.manifest, "config_text", manifest_path), manifest_path.string());

    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const std::string name = file.stem().string();
        if (name.starts_with("report")) continue;  // of an earlier report
        if (file.extension() == ".csv")
            record.tables.emplace(name, parse_csv(run.text(file.filename()), file.string()));
        if (file.extension() == ".svg" && fs::file_size(file) <= largest_figure_bytes)
            record.figures.push_back({name, run.text(file.filename())});
    }
    return record;
}

}  // namespace ibtr::page
