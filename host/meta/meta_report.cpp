#include "meta/meta_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "report/short_text.hpp"

namespace ibtr::meta {
namespace {

using Json = nlohmann::ordered_json;

/// A column of meta.csv that holds a number.
struct NamedNumber {
    const char* name;
    double value;
};

std::vector<NamedNumber> numbers_of(const MetaAnalysis& analysis) {
    const Pooled& pooled = analysis.pooled;
    const auto people = [&](double value) { return for_people(analysis.measure, value); };
    return {
        {"logest", pooled.estimate},
        {"se", pooled.standard_error},
        {"est", people(pooled.estimate)},
        {"ci_lb", people(pooled.ci.low)},
        {"ci_ub", people(pooled.ci.high)},
        {"stat", pooled.statistic},
        {"pval", pooled.p_value},
        {"tau2", pooled.tau2},
        {"tau2_qprofile_lb", pooled.tau2_ci.low},
        {"tau2_qprofile_ub", pooled.tau2_ci.high},
        {"I2", pooled.i2},
        {"H2", pooled.h2},
        {"Q", pooled.q},
        {"Qp", pooled.q_p_value},
        {"pi_metafor_lb", people(pooled.prediction.low)},
        {"pi_metafor_ub", people(pooled.prediction.high)},
        {"pi_HTS_lb", people(pooled.prediction_hts.low)},
        {"pi_HTS_ub", people(pooled.prediction_hts.high)},
    };
}

/// Studies without events, or without anyone else, add nothing to MH and Peto and are left out of their Q.
const char* drop00(const MetaAnalysis& analysis) {
    return analysis.method == Method::mh || analysis.method == Method::peto ? "TRUE" : "FALSE";
}

std::size_t derived_studies(const MetaAnalysis& analysis) {
    return static_cast<std::size_t>(std::count_if(analysis.table.studies.begin(), analysis.table.studies.end(),
                                                  [](const StudyRow& study) { return study.derived; }));
}

const char* counted(const MetaAnalysis& analysis) {
    return analysis.survivors ? "survivors" : "events";
}

/// Text padded with spaces to a number of characters, to the left of which it stands.
std::string padded(const std::string& text, std::size_t width) {
    const std::size_t length = characters(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

std::string count_text(double events, double women) {
    return fmt::format("{}/{}", events, women);
}

}  // namespace

std::string meta_csv(const MetaAnalysis& analysis) {
    std::string header = "dataset,measure,drop00,k,method,test";
    const std::vector<NamedNumber> numbers = numbers_of(analysis);
    for (const NamedNumber& number : numbers) header += std::string(",") + number.name;
    CsvText csv(header + ",of,derived\n");
    csv.fields(analysis.table.dataset, to_text(analysis.measure), drop00(analysis),
               std::to_string(analysis.pooled.studies), to_text(analysis.method), to_text(analysis.test));
    for (const NamedNumber& number : numbers) csv.field(number.value);
    csv.row(counted(analysis), std::to_string(derived_studies(analysis)));
    return csv.take();
}

std::string studies_csv(const MetaAnalysis& analysis) {
    CsvText csv(
        "line,study,pooled,events1,n1,events2,n2,yi,vi,est,ci_lb,ci_ub,weight,corrected,count_basis,derived,reason\n");
    for (std::size_t i = 0; i < analysis.table.studies.size(); ++i) {
        const StudyRow& study = analysis.table.studies[i];
        const Interval ci = own_interval(study.effect);
        csv.fields(std::to_string(study.line), study.label, "yes");
        constexpr double none = Pooled::undefined;
        const Counts counts = study.counts.value_or(Counts{none, none, none, none});
        for (const double number :
             {counts.events1, counts.n1, counts.events2, counts.n2, study.effect.estimate, study.effect.variance,
              for_people(analysis.measure, study.effect.estimate), for_people(analysis.measure, ci.low),
              for_people(analysis.measure, ci.high), analysis.pooled.weights[i]})
            csv.field(number);
        csv.row(study.effect.corrected ? "yes" : "no", study.count_basis, study.derived ? "yes" : "no", "");
    }
    for (const LeftOut& row : analysis.table.left_out) {
        csv.fields(std::to_string(row.line), row.label, "no");
        for (int column = 0; column < 13; ++column) csv.field("");
        csv.row(row.reason);
    }
    return csv.take();
}

std::string meta_json(const MetaAnalysis& analysis, JsonLayout layout) {
    Json json = {
        {"schema", 1},
        {"command", "meta"},
        {"file", analysis.table.file},
        {"dataset", analysis.table.dataset},
        {"endpoint", analysis.table.endpoint.empty() ? Json(nullptr) : Json(analysis.table.endpoint)},
        {"group1", analysis.table.group1},
        {"group2", analysis.table.group2},
        {"of", counted(analysis)},
        {"measure", to_text(analysis.measure)},
        {"method", to_text(analysis.method)},
        {"test", to_text(analysis.test)},
        {"k", analysis.pooled.studies},
        {"derived", derived_studies(analysis)},
    };
    for (const NamedNumber& number : numbers_of(analysis)) json[number.name] = number_or_null(number.value);
    Json left_out = Json::array();
    for (const LeftOut& row : analysis.table.left_out)
        left_out.push_back({{"line", row.line}, {"study", row.label}, {"reason", row.reason}});
    json["left_out"] = std::move(left_out);
    if (layout == JsonLayout::one_line) return json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string meta_table(const MetaAnalysis& analysis) {
    const StudyTable& table = analysis.table;
    std::vector<std::vector<std::string>> rows{
        {"study", table.group1, table.group2, fmt::format("{} [95 % interval]", to_text(analysis.measure)), "weight"}};
    for (std::size_t i = 0; i < table.studies.size(); ++i) {
        const StudyRow& study = table.studies[i];
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
    if (std::any_of(table.studies.begin(), table.studies.end(), [](const StudyRow& study) { return study.derived; }))
        text +=
            "† counts derived from published rates or Kaplan-Meier curves, not reported: their precision is "
            "overstated\n";
    return text;
}

}  // namespace ibtr::meta
