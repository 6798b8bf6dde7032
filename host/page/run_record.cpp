#include "page/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "ibtr/error.hpp"

namespace ibtr::page {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file_bytes = 256U << 20U, largest_figure_bytes = 2U << 20U;

std::string read_text(const fs::path& file) {
    if (fs::file_size(file) > largest_file_bytes)
        throw UsageError(fmt::format("{}: larger than {} MiB, which no run folder's file is", file.string(),
                                     largest_file_bytes >> 20U));
    return read_file(file);
}

Json read_json(const fs::path& file) {
    Json json = Json::parse(read_text(file), nullptr, false);
    if (json.is_discarded() || !json.is_object())
        throw UsageError(file.string() + ": damaged (not a JSON object); run the command again");
    return json;
}

std::string text_at(const Json& json, const char* key, const fs::path& file) {
    const auto place = json.find(key);
    if (place == json.end() || !place->is_string())
        throw UsageError(fmt::format("{}: damaged (no text \"{}\"); run the command again", file.string(), key));
    return place->get<std::string>();
}

/// The command of a folder without a manifest, by the table that only it writes.
std::string command_without_manifest(const fs::path& folder) {
    for (const auto& [table, command] :
         {std::pair("meta.csv", "meta"), {"plane.csv", "decision"}, {"rates.csv", "cohort"}})
        if (fs::is_regular_file(folder / table)) return command;
    throw UsageError(folder.string() + ": holds no finished run (no manifest.json)");
}

}  // namespace

const CsvTable* RunRecord::table(const std::string& name) const {
    const auto place = tables.find(name);
    return place == tables.end() ? nullptr : &place->second;
}

RunRecord read_run(const fs::path& folder) {
    const fs::path manifest_path = folder / "manifest.json";
    RunRecord record;
    record.folder = folder;
    if (fs::is_regular_file(manifest_path)) {
        record.manifest = read_json(manifest_path);
        record.command = text_at(record.manifest, "command", manifest_path);
    } else {
        record.manifest = Json::object();
        record.command = command_without_manifest(folder);
    }
    if (fs::is_regular_file(folder / "summary.json")) record.summary = read_json(folder / "summary.json");
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
        if (file.extension() == ".csv") record.tables.emplace(name, parse_csv(read_text(file), file.string()));
        if (file.extension() == ".svg" && fs::file_size(file) <= largest_figure_bytes)
            record.figures.push_back({name, read_text(file)});
    }
    return record;
}

}  // namespace ibtr::page
