#include <fmt/format.h>

#include <array>

#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

std::string text_of(const nlohmann::ordered_json& value) {
    if (value.is_null()) return "–";
    return value.is_string() ? value.get<std::string>() : value.dump();
}

double seconds_of(const nlohmann::ordered_json& manifest) {
    double seconds = 0;
    const auto times = manifest.find("wall_times_seconds");
    if (times == manifest.end() || !times->is_object()) return seconds;
    for (const auto& [stage, time] : times->items())
        if (time.is_number()) seconds += time.get<double>();
    return seconds;
}

struct Item {
    const char *number, *topic;
    std::string answer;  ///< empty: for the author to fill in
};

}  // namespace

Section checklist(const RunRecord& record) {
    const Model& model = record.config->model;
    const std::string blank = "(for the author)";
    std::size_t uncertain = 0;
    for (const Parameter& parameter : model.parameters) uncertain += parameter.uncertainty ? 1U : 0U;
    std::string strategies;
    for (const Strategy& strategy : model.strategies) strategies += (strategies.empty() ? "" : "; ") + strategy.label;
    const bool drawn = record.manifest.contains("draws") && record.manifest["draws"].is_number();
    // Items of CHEERS 2022 (Husereau et al., BMJ 376:e067975), in the project's own words.
    const std::vector<Item> items{
        {"1", "Title", model.title},
        {"4", "Analysis plan", blank},
        {"5", "Population", model.people},
        {"6", "Setting", blank},
        {"7", "Comparators", strategies},
        {"8", "Perspective", blank},
        {"9", "Time horizon", time_in_words(model.horizon_years)},
        {"10", "Discount rate", record.config->economics ? "see Costs and effects" : "no costs and effects"},
        {"16", "Model", "see Methods"},
        {"17", "Assumptions", "see Parameters and assumptions"},
        {"20", "Uncertainty",
         drawn ? fmt::format("{} uncertain parameters, drawn together", uncertain)
               : fmt::format("{} parameters have a distribution; none was drawn here", uncertain)},
        {"21", "Engagement with patients", blank},
        {"22", "Parameters", "see Parameters and assumptions"},
        {"23", "Main results", "see At a glance and Results"},
        {"27", "Funding", blank},
        {"28", "Conflicts of interest", blank},
    };
    Section section{"checklist", "Reporting checklist (CHEERS 2022)", ""};
    ShownTable table{"checklist",
                     "What the program can answer of CHEERS 2022; the rest is for the author",
                     {"Item", "Topic", "Answer"},
                     {}};
    for (const Item& item : items) table.rows.push_back({item.number, item.topic, item.answer});
    section.html = table.html();
    section.tables.push_back(std::move(table));
    return section;
}

Section provenance(const std::vector<RunRecord>& records) {
    constexpr std::array<const char*, 10> keys{"command", "config_hash",  "seed",    "patients",      "draws",
                                               "version", "git_describe", "backend", "tables_digest", "tally_digest"};
    Section section{"provenance", "Provenance", ""};
    ShownTable table{"provenance", "What identifies each run, and repeats it", {"Run"}, {}};
    for (const RunRecord& record : records) table.header.push_back(record.folder.filename().string());
    for (const char* key : keys) {
        std::vector<std::string> row{key};
        for (const RunRecord& record : records)
            row.push_back(record.manifest.contains(key) ? text_of(record.manifest[key]) : "–");
        table.rows.push_back(std::move(row));
    }
    std::vector<std::string> times{"wall time, s"};
    for (const RunRecord& record : records) times.push_back(fixed(seconds_of(record.manifest), 2));
    table.rows.push_back(std::move(times));
    section.html = table.html();
    section.tables.push_back(std::move(table));
    return section;
}

}  // namespace ibtr::page
