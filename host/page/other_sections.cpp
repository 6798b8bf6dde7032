#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "page/recorded_tables.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

constexpr std::size_t most_rows = 60;

struct TableTitle {
    const char *name, *caption;
};

constexpr std::array<TableTitle, 4> decision_tables{{
    {"icer", "Mean costs and effects, and incremental cost-effectiveness ratios"},
    {"net_benefit", "Net benefit by willingness to pay"},
    {"ceac", "Probability that a strategy is the best, by willingness to pay"},
    {"evpi", "Expected value of perfect information"},
}};

/// Tables that have a section of their own, or that only another program wants.
bool is_elsewhere(const std::string& name) {
    constexpr std::array<const char*, 8> names{"curves",      "contrasts",      "mean_times", "draws",
                                               "psa_effects", "psa_parameters", "psa_costs",  "posterior"};
    const auto is_name = [&](const auto& other) { return name == other; };
    return std::any_of(names.begin(), names.end(), is_name) ||
           std::any_of(decision_tables.begin(), decision_tables.end(),
                       [&](const TableTitle& t) { return name == t.name; });
}

std::string in_title(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

}  // namespace

Section decisions(const RunRecord& record) {
    Section section{"decisions", "Costs and effects", ""};
    for (const TableTitle& title : decision_tables) {
        const CsvTable* table = record.table(title.name);
        if (table == nullptr) continue;
        section.html += shown(*table, title.name, title.caption, most_rows).html();
    }
    for (const RecordedFigure& figure : record.figures)
        if (figure.name == "ceac" && !section.html.empty())
            section.html += image(figure, "Acceptability curves; the table above has their numbers");
    return section;
}

Section other_results(const RunRecord& record) {
    Section section{"results-of-" + record.command, fmt::format("Results of {}", record.command), ""};
    for (const RecordedFigure& figure : record.figures)
        section.html += image(figure, in_title(figure.name) + "; the tables below have its numbers");
    for (const auto& [name, table] : record.tables) {
        if (is_elsewhere(name)) continue;
        section.html += shown(table, name, in_title(name), most_rows).html();
    }
    return section;
}

Section simulate_again(bool has_engine, const std::string& why_not) {
    Section section{"again", "Simulate again, here", ""};
    section.html =
        has_engine ? "<p>This page carries the model and the engine. It walks the same people as the program did, on "
                     "this computer, without a network, and takes the digest of everything that it counted. Move a "
                     "parameter: curves, differences and the table follow, with the same random numbers for every "
                     "state and strategy. The base case stays as a thin line.</p>\n"
                     "<div id=\"simulation\"></div>\n"
                   : paragraph("This page was made without the engine: " + why_not + ".");
    return section;
}

}  // namespace ibtr::page
