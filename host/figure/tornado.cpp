#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "figure/curves.hpp"
#include "figure/outcome_words.hpp"
#include "figure/row_chart.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

constexpr const char *low_colour = "#0072B2", *high_colour = "#D55E00";
constexpr std::size_t most_bars = 20;

struct Swing {
    std::size_t row = 0;
    double low = 0, high = 0, smallest = 0, largest = 0;
    [[nodiscard]] double width() const {
        return std::max({low, high, smallest, largest}) - std::min({low, high, smallest, largest});
    }
};

std::string short_number(double value) {
    const double size = std::abs(value);
    return size >= 100 ? number_text(value, 0)
           : size >= 1 ? number_text(value, 2)
           : size == 0 ? "0"
                       : number_text(value, std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 2, 6));
}

/// A parameter's name with its limits and base value: in columns, or where those are too many in one text.
std::vector<std::string> cells_of(const Material& material, const Rows& rows, std::size_t row, bool narrow) {
    const std::string name = sentence_case(material.names.label(Names::Of::parameter, rows.text(row, "parameter")));
    const std::string low = short_number(rows.number(row, "low_value")),
                      base = short_number(rows.number(row, "base_value")),
                      high = short_number(rows.number(row, "high_value"));
    if (narrow) return {fmt::format("{}, {} to {}", name, low, high)};
    return {name, low, base, high};
}

}  // namespace

std::string measure_in_words(const std::string& measure) {
    constexpr std::array<std::pair<const char*, const char*>, 9> words{
        {{"rr_alive", "Ratio of proportions alive"},
         {"rr_event", "Ratio of proportions with the event"},
         {"rd", "Difference of proportions alive"},
         {"hr", "Hazard ratio"},
         {"hr_stratified", "Hazard ratio within classes"},
         {"rmst_diff", "Difference of restricted mean years"},
         {"rmtl_ratio", "Ratio of restricted times lost"},
         {"proportion", "Proportion"},
         {"cumulative_hazard_ratio", "Ratio of cumulative hazards"}}};
    for (const auto& [name, in_words] : words)
        if (measure == name) return in_words;
    std::string text = sentence_case(measure);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string outcome_in_words(const Material& material, const Rows& rows, std::size_t row) {
    const std::string &endpoint = rows.text(row, "endpoint"), &measure = rows.text(row, "measure"),
                      &comparator = rows.text(row, "comparator");
    const auto strategy = [&](const std::string& name) { return material.names.label(Names::Of::strategy, name); };
    const std::string who =
        comparator.empty() ? strategy(rows.text(row, "strategy"))
                           : fmt::format("{} against {}", strategy(rows.text(row, "strategy")), strategy(comparator));
    const double years = rows.number(row, "time_years");
    const std::size_t colon = endpoint.find(':');
    const std::string kind = endpoint.substr(0, colon);
    if (kind == "net_benefit") {
        const double willingness =
            parse_number(endpoint.substr(std::min(colon, endpoint.size() - 1) + 1)).value_or(undefined);
        return fmt::format("{} at {} per QALY{}, {:g} years: {}",
                           comparator.empty() ? "Net benefit" : "Incremental net benefit", number_text(willingness, 0),
                           material.names.currency.empty() ? "" : " [" + material.names.currency + "]", years, who);
    }
    const std::string what = material.names.label(Names::Of::endpoint, endpoint);
    return fmt::format("{}, {}, {:g} years: {}", measure_in_words(measure), what, years, who);
}

std::size_t first_row_of(const Rows& rows, const std::optional<std::string>& endpoint) {
    if (!endpoint) return 0;
    const std::vector<std::size_t> chosen = rows.where({{"endpoint", *endpoint}});
    if (chosen.empty())
        throw UsageError("--endpoint " + *endpoint + ": " + unknown_name(*endpoint, rows.different("endpoint")));
    return chosen.front();
}

std::vector<std::size_t> rows_like(const Rows& rows, std::size_t row) {
    std::vector<std::pair<std::string_view, std::string>> same;
    for (const char* column : {"strategy", "comparator", "population", "endpoint", "time_years", "measure"})
        same.emplace_back(column, rows.text(row, column));
    return rows.where(same);
}

Figure tornado(const Material& material) {
    const Rows all = material.files.table("one_way.csv", "`ibtr sensitivity`");
    if (all.size() == 0) throw UsageError(material.files.path().string() + ": one_way.csv is empty");
    const std::size_t first = first_row_of(all, only_endpoint(material.request));
    std::vector<Swing> swings;
    double low = all.number(first, "at_base"), high = low;
    for (const std::size_t row : rows_like(all, first)) {
        swings.push_back({row, all.number(row, "at_low"), all.number(row, "at_high"), all.number(row, "smallest"),
                          all.number(row, "largest")});
        const Swing& s = swings.back();
        low = std::min({low, s.low, s.high, s.smallest, s.largest}),
        high = std::max({high, s.low, s.high, s.smallest, s.largest});
    }
    const std::size_t known = swings.size();
    std::erase_if(swings, [&](const Swing& s) { return !(s.width() > 1e-3 * (high - low)); });
    std::stable_sort(swings.begin(), swings.end(),
                     [](const Swing& a, const Swing& b) { return a.width() > b.width(); });
    swings.resize(std::min(swings.size(), most_bars));
    const double base = all.number(first, "at_base");

    RowChart chart;
    // In a column of a journal the limits stand under the name.
    constexpr double narrow_ems = 45;
    const bool narrow = material.request.look.width_pt() < narrow_ems * material.request.look.font_pt;
    if (narrow)
        chart.columns = {{"Parameter, its limits", Align::left, false, true}};
    else
        chart.columns = {{"Parameter", Align::left, false, true},
                         {"Lower limit", Align::right},
                         {"Base", Align::right},
                         {"Upper limit", Align::right}};
    CsvText csv("parameter,unit,low_value,base_value,high_value,at_low,at_base,at_high,smallest,largest\n");
    for (const Swing& s : swings) {
        const std::string& name = all.text(s.row, "parameter");
        ChartRow row{cells_of(material, all, s.row, narrow)};
        row.bars = {{base, s.low, low_colour, -0.22}, {base, s.high, high_colour, 0.22}};
        RowMark between{RowMark::Shape::none, undefined, s.smallest, s.largest, frame_colour, 0};
        between.line_pt = 0.9;
        if (s.smallest < std::min({s.low, s.high, base}) || s.largest > std::max({s.low, s.high, base}))
            row.marks.push_back(between);
        chart.rows.push_back(std::move(row));
        csv.row(name, all.text(s.row, "unit"), all.number(s.row, "low_value"), all.number(s.row, "base_value"),
                all.number(s.row, "high_value"), s.low, base, s.high, s.smallest, s.largest);
    }
    if (chart.rows.empty()) throw UsageError("no parameter moves this outcome");
    const std::string outcome = outcome_in_words(material, all, first);
    chart.panels.push_back({widened_axis(outcome, low, high, 5), {{base, true, "", {frame_colour, 0.9, {}}}}});
    chart.key = {{"Parameter at its lower limit", 0, KeyEntry::Sample::patch, {low_colour, 1, {}}},
                 {"at its upper limit", 1, KeyEntry::Sample::patch, {high_colour, 1, {}}}};
    const std::string title = "Tornado: " + outcome;
    return {lay_out(chart, material.request.look), title,
            fmt::format(
                "{}. One parameter at a time at the limits of its 95 % interval; upright line: base case, {}; thin "
                "line: values between reach further. {} of {} parameters are shown, those left out move it by less. {}",
                title, short_number(base), swings.size(), known,
                provenance_without_draws(material, "none where solved exactly",
                                         "each bar is of one parameter alone, not of all together")),
            csv.take()};
}

}  // namespace ibtr::figure
