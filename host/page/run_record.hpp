#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/config.hpp"

namespace ibtr::page {

/// A drawn figure of a run folder.
struct RecordedFigure {
    std::string name;  ///< "tornado"
    std::string svg;
};

/// A finished run as its folder holds it: what a report may say, and nothing else.
struct RunRecord {
    std::filesystem::path folder;
    std::string command;  ///< "run", "psa", ...
    nlohmann::ordered_json manifest;
    std::optional<nlohmann::ordered_json> summary;
    std::optional<LoadedConfig> config;      ///< of the manifest's text; meta and cohort have none
    std::map<std::string, CsvTable> tables;  ///< by file name without ".csv"
    std::vector<RecordedFigure> figures;

    [[nodiscard]] const CsvTable* table(const std::string& name) const;
};

/// @throws UsageError where the folder holds no finished run, ConfigError where a file in it is damaged
RunRecord read_run(const std::filesystem::path& folder);

}  // namespace ibtr::page
