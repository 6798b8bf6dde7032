#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "model/endpoint_rules.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

/// Times of the table: the start, the landmarks, the horizon.
std::set<double> times_shown(const Model& model) {
    std::set<double> times(model.landmarks_years.begin(), model.landmarks_years.end());
    times.insert(0.0);
    times.insert(model.horizon_years);
    return times;
}

/// Columns of curves.csv that the table reads; no CurveRows has the number at risk.
struct AtRiskColumns {
    explicit AtRiskColumns(const CsvTable& table)
        : strategy(table.find_column("strategy")),
          group(table.find_column("group")),
          population(table.find_column("population")),
          endpoint(table.find_column("endpoint")),
          time(table.find_column("time_years")),
          at_risk(table.find_column("at_risk")) {}
    [[nodiscard]] bool complete() const { return strategy && group && population && endpoint && time && at_risk; }

    std::optional<std::size_t> strategy, group, population, endpoint, time, at_risk;
};

}  // namespace

ShownTable at_risk_table(const RunRecord& record, const std::string& population, const std::string& endpoint) {
    const Model& model = record.config->model;
    ShownTable table{"at-risk",
                     "At risk, and events so far in brackets, of the simulated " + model.people +
                         " (a mixture of strategies: weighted); nobody is censored before the horizon",
                     {"Strategy"},
                     {}};
    const CsvTable* curves = record.table("curves");
    const bool simulated = record.command == "run" || record.command == "merge";
    if (curves == nullptr || !simulated || kind_of_endpoint(endpoint) != EndpointKind::survival) return table;
    const AtRiskColumns columns(*curves);
    if (!columns.complete()) return table;
    const std::set<double> times = times_shown(model);
    for (const double years : times) table.header.push_back(years == 0 ? "at the start" : time_in_words(years));
    for (const Strategy& strategy : model.strategies) {
        std::vector<std::string> row{strategy.label};
        double all = 0;
        for (const CsvRow& line : curves->rows) {
            if (line.fields[*columns.strategy] != strategy.name || line.fields[*columns.group] != "all" ||
                line.fields[*columns.population] != population || line.fields[*columns.endpoint] != endpoint)
                continue;
            const double time = parse_number(line.fields[*columns.time]).value_or(-1);
            const bool is_shown =
                std::any_of(times.begin(), times.end(), [&](double shown) { return std::abs(shown - time) < 1e-6; });
            const auto at_risk = parse_number(line.fields[*columns.at_risk]);
            if (!is_shown || !at_risk) continue;
            if (row.size() == 1) all = std::round(*at_risk);
            row.push_back(grouped(std::round(*at_risk)) + " (" + grouped(all - std::round(*at_risk)) + ")");
        }
        if (row.size() == table.header.size()) table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace ibtr::page
