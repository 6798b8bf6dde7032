#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "meta/meta_report.hpp"
#include "report/picture.hpp"

namespace ibtr::meta {
namespace {

/// Text padded with spaces to a number of characters, to the left of which it stands.
std::string padded(const std::string& text, std::size_t width) {
    const std::size_t length = characters(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

std::string count_text(double events, double women) {
    return fmt::format("{}/{}", events, women);
}

}  // namespace

std::string meta_table(const Analysis& analysis) {
    const StudyTable& table = analysis.table;
    std::vector<std::vector<std::string>> rows{
        {"study", table.group1, table.group2, fmt::format("{} [95 % interval]", to_text(analysis.measure)), "weight"}};
    for (std::size_t i = 0; i < table.studies.size(); ++i) {
        const Study& study = table.studies[i];
        const Counts counts = study.counts.value_or(Counts{});
        rows.push_back({shortened(study.label) + (study.derived ? " †" : ""),
                        study.counts ? count_text(counts.events1, counts.n1) : "",
                        study.counts ? count_text(counts.events2, counts.n2) : "",
                        with_interval(analysis.measure, study.effect.estimate, own_interval(study.effect)),
                        fmt::format("{:.1f} %", 100 * analysis.pooled.weights[i])});
    }
    rows.push_back(
        {"pooled", "", "", with_interval(analysis.measure, analysis.pooled.estimate, analysis.pooled.ci), ""});

    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], characters(row[column]));
    std::string text =
        fmt::format("{}, {}: {} by {}, test {}\n", table.dataset, analysis.survivors ? "survivors" : "events",
                    to_text(analysis.measure), to_text(analysis.method), to_text(analysis.test));
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) line += "  " + padded(row[column], widths[column]);
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    text += heterogeneity_text(analysis) + '\n';
    if (!std::isnan(analysis.pooled.prediction.low)) {
        text +=
            "95 % prediction interval for a new study: " + interval_text(analysis.measure, analysis.pooled.prediction);
        if (!std::isnan(analysis.pooled.prediction_hts.low))
            text += "; with t(k-2): " + interval_text(analysis.measure, analysis.pooled.prediction_hts);
        text += '\n';
    }
    if (std::any_of(table.studies.begin(), table.studies.end(), [](const Study& study) { return study.derived; }))
        text +=
            "† counts derived from published rates or Kaplan-Meier curves, not reported: their precision is "
            "overstated\n";
    return text;
}

}  // namespace ibtr::meta
