#include <fmt/format.h>

#include <cmath>
#include <map>

#include "ibtr/measure.hpp"
#include "model/endpoint_words.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

std::string number_of(const RecordedContrast& contrast, bool by_parameters) {
    if (contrast.measure == "rd") return per_100(contrast.number, by_parameters) + " per 100";
    const std::string number = with_interval(contrast.number, by_parameters, contrast.measure == "nnt" ? 0 : 3);
    return contrast.measure == "rmst_diff" ? number + " years" : number;
}

/// Of what a table's intervals speak; of nothing where nobody was simulated.
std::string interval_words(const RunRecord& record, bool by_parameters) {
    if (record.command == "exact") return ", solved exactly";
    return by_parameters ? ", with a 95 % interval from the parameters"
                         : ", with a 95 % interval from the number simulated";
}

ShownTable contrast_table(const RunRecord& record, const CurveRows& rows) {
    const Model& model = record.config->model;
    const bool by_parameters = has_credible(rows);
    ShownTable table{"contrasts",
                     fmt::format("Each strategy beside {}, all {}{}", model.strategies[model.reference_strategy].label,
                                 model.people, interval_words(record, by_parameters)),
                     {"Strategy", "Endpoint", "Measure", "Population", "Time", "Value"},
                     {}};
    for (const RecordedContrast& contrast : rows.contrasts) {
        if (contrast.group != "all" || !std::isfinite(contrast.number.estimate)) continue;
        const auto measure = find_measure(contrast.measure);
        const std::string words = measure == Measure::rd ? "difference (strategy minus reference)"
                                  : measure              ? traits(*measure).words
                                                         : contrast.measure;
        table.rows.push_back({label_of_strategy(model, contrast.strategy), endpoint_in_words(model, contrast.endpoint),
                              words, contrast.population, time_in_words(contrast.time_years),
                              number_of(contrast, by_parameters)});
    }
    return table;
}

/// Differences of overall survival in every group.
ShownTable group_table(const RunRecord& record, const CurveRows& rows) {
    const Model& model = record.config->model;
    const bool by_parameters = has_credible(rows);
    ShownTable table{
        "groups",
        fmt::format("Difference per 100 from {} by group{}", model.strategies[model.reference_strategy].label,
                    interval_words(record, by_parameters)),
        {"Group", "Strategy", "Endpoint", "Time", "Difference per 100"},
        {}};
    for (const RecordedContrast& contrast : rows.contrasts)
        if (contrast.group != "all" && contrast.measure == "rd" && contrast.endpoint == "os" &&
            contrast.population == first_population(rows))
            table.rows.push_back({group_in_words(model, contrast.group), label_of_strategy(model, contrast.strategy),
                                  endpoint_in_words(model, contrast.endpoint), time_in_words(contrast.time_years),
                                  per_100(contrast.number, by_parameters)});
    return table;
}

ShownTable mean_time_table(const RunRecord& record) {
    ShownTable table{"mean-times",
                     fmt::format("Mean years in each state to {}", time_in_words(record.config->model.horizon_years)),
                     {"Strategy", "State", "Years"},
                     {}};
    const CsvTable* times = record.table("mean_times");
    if (times == nullptr) return table;
    const auto population = times->find_column("population"), group = times->find_column("group"),
               strategy = times->find_column("strategy"), measure = times->find_column("measure"),
               of = times->find_column("of"), years = times->find_column("years");
    if (!population || !group || !strategy || !measure || !of || !years) return table;
    std::string first;
    for (const CsvRow& row : times->rows) {
        if (row.fields[*group] != "all" || row.fields[*measure] != "mean_time_in_state") continue;
        if (first.empty()) first = row.fields[*population];
        if (row.fields[*population] != first) continue;
        table.rows.push_back({label_of_strategy(record.config->model, row.fields[*strategy]),
                              label_of_state(record.config->model, row.fields[*of]),
                              fixed(parse_number(row.fields[*years]).value_or(std::nan("")), 2)});
    }
    return table;
}

}  // namespace

Section results(const RunRecord& record, const CurveRows& rows) {
    Section section{"results", "Results", ""};
    section.html = "<div class=\"chart\" data-kind=\"difference\"></div>\n";
    const auto add = [&](ShownTable table, const char* folded) {
        if (table.empty()) return;
        const std::string html = table.html();
        section.html +=
            folded == nullptr ? html : fmt::format("<details><summary>{}</summary>\n{}</details>\n", folded, html);
        section.tables.push_back(std::move(table));
    };
    add(group_table(record, rows), nullptr);
    add(mean_time_table(record), nullptr);
    add(contrast_table(record, rows), "Every endpoint by every measure");
    return section;
}

}  // namespace ibtr::page
