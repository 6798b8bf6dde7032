#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "figure/curves.hpp"
#include "figure/row_chart.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

constexpr const char *study_colour = "#0072B2", *pooled_colour = "#D55E00";
constexpr double z975 = 1.959963984540054;

double number_in(const nlohmann::json& json, const char* key) {
    return json.contains(key) && json[key].is_number() ? json[key].get<double>() : undefined;
}

std::string text_in(const nlohmann::json& json, const char* key, const char* otherwise) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : otherwise;
}

/// A pooled analysis as its files say it, on the scale for people.
struct Pooling {
    Rows studies;
    nlohmann::json summary;
    std::vector<std::size_t> pooled;  ///< rows of studies
    bool ratio = false;
    std::string measure, outcome;

    explicit Pooling(const Material& material)
        : studies(material.files.table("studies.csv", "`ibtr meta`")), summary(material.files.json("summary.json")) {
        if (!studies.has("yi"))
            throw UsageError(material.files.path().string() + ": studies.csv is not that of `ibtr meta`");
        pooled = studies.where({{"pooled", "yes"}});
        const std::string code = text_in(summary, "measure", "HR");
        ratio = code != "RD";
        measure = code == "RR"   ? "Risk ratio"
                  : code == "OR" ? "Odds ratio"
                  : code == "RD" ? "Risk difference"
                                 : "Hazard ratio";
        outcome = code == "HR" || !summary.contains("of") ? "hazard" : text_in(summary, "of", "events");
        if (pooled.empty()) throw UsageError(material.files.path().string() + ": no study is pooled");
    }
    [[nodiscard]] double pooled_estimate() const { return number_in(summary, "est"); }
    [[nodiscard]] std::string digits(double value) const {
        return number_text(value, !ratio || std::abs(value) < 0.1 ? 3 : 2);
    }
    [[nodiscard]] std::string interval(double estimate, double low, double high) const {
        const std::string limits = fmt::format("[{}, {}]", digits(low), digits(high));
        return std::isfinite(estimate) ? digits(estimate) + " " + limits : limits;
    }
    /// Wide enough for every interval but those that reach very far out.
    [[nodiscard]] Axis axis(double intervals) const {
        const double none = ratio ? 1 : 0, centre = pooled_estimate();
        constexpr double furthest = 20;
        double low = std::min(none, centre), high = std::max(none, centre);
        const auto cover = [&](double from, double to) {
            if (std::isfinite(from)) low = std::min(low, ratio ? std::max(from, centre / furthest) : from);
            if (std::isfinite(to)) high = std::max(high, ratio ? std::min(to, centre * furthest) : to);
        };
        for (const std::size_t row : pooled) cover(studies.number(row, "ci_lb"), studies.number(row, "ci_ub"));
        cover(number_in(summary, "pi_metafor_lb"), number_in(summary, "pi_metafor_ub"));
        return ratio ? logarithmic_axis(measure + ", logarithmic", low / 1.05, high * 1.05)
                     : widened_axis(measure, low, high, intervals);
    }
    [[nodiscard]] std::string heterogeneity() const {
        const double tau2 = number_in(summary, "tau2"), i2 = number_in(summary, "I2"), q = number_in(summary, "Q"),
                     p = number_in(summary, "Qp");
        std::string text;
        if (std::isfinite(tau2)) text += fmt::format("τ² {:.3g}", tau2);
        if (std::isfinite(i2)) text += fmt::format("{}I² {:.0f} %", text.empty() ? "" : ", ", i2);
        if (std::isfinite(q) && std::isfinite(p))
            text += fmt::format("{}Q {:.1f} on {} degrees of freedom, p {}", text.empty() ? "" : ", ", q,
                                pooled.size() - 1, p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p));
        return text;
    }
};

std::string counts_text(const Rows& studies, std::size_t row, const char* events, const char* all) {
    if (!std::isfinite(studies.number(row, events))) return "";
    return number_text(studies.number(row, events), 0) + "/" + number_text(studies.number(row, all), 0);
}

void add_pooled_rows(RowChart& chart, const Pooling& pooling) {
    const nlohmann::json& s = pooling.summary;
    const double estimate = number_in(s, "est"), low = number_in(s, "ci_lb"), high = number_in(s, "ci_ub");
    ChartRow pooled{{"Pooled effect", "", "", pooling.interval(estimate, low, high), ""}};
    pooled.marks.push_back({RowMark::Shape::diamond, estimate, low, high, pooled_colour, 8});
    pooled.colour = "#A34700";
    pooled.apart = true;
    chart.rows.push_back(std::move(pooled));
    const double prediction_low = number_in(s, "pi_metafor_lb"), prediction_high = number_in(s, "pi_metafor_ub");
    if (!std::isfinite(prediction_low)) return;
    ChartRow prediction{{"95 % prediction interval of a new study", "", "",
                         pooling.interval(undefined, prediction_low, prediction_high), ""}};
    prediction.marks.push_back({RowMark::Shape::none, undefined, prediction_low, prediction_high, pooled_colour, 0});
    prediction.marks.back().line_pt = 2.2;
    prediction.colour = grey;
    chart.rows.push_back(std::move(prediction));
}

std::string sources(const Material& material, const Pooling& pooling) {
    return fmt::format(
        "{} published studies of {}; nothing is simulated: no Monte Carlo interval, no parameters drawn. File {}.{}",
        pooling.pooled.size(), text_in(pooling.summary, "dataset", "the table"),
        text_in(pooling.summary, "file", "not recorded"),
        material.origin.config_hash.empty() ? " No config." : " Config " + material.origin.config_hash + ".");
}

}  // namespace

Figure forest(const Material& material) {
    const Pooling pooling(material);
    const Rows& studies = pooling.studies;
    const std::string group1 = text_in(pooling.summary, "group1", "group 1"),
                      group2 = text_in(pooling.summary, "group2", "group 2");
    RowChart chart;
    chart.columns = {{"Study", Align::left, false, true},
                     {group1, Align::right},
                     {group2, Align::right},
                     {pooling.measure + " [95 % interval]", Align::right, true},
                     {"Weight", Align::right, true}};
    double largest = 0;
    for (const std::size_t row : pooling.pooled) largest = std::max(largest, studies.number(row, "weight"));
    bool derived = false, corrected = false;
    CsvText csv("study,events1,n1,events2,n2,estimate,ci_low,ci_high,weight\n");
    for (const std::size_t row : pooling.pooled) {
        const double estimate = studies.number(row, "est"), low = studies.number(row, "ci_lb"),
                     high = studies.number(row, "ci_ub"), weight = studies.number(row, "weight");
        const bool is_derived = studies.text(row, "derived") == "yes",
                   is_corrected = studies.text(row, "corrected") == "yes";
        derived = derived || is_derived, corrected = corrected || is_corrected;
        const std::string name = material.names.label(Names::Of::any, studies.text(row, "study"));
        ChartRow line{{name + (is_derived ? " †" : "") + (is_corrected ? " *" : ""),
                       counts_text(studies, row, "events1", "n1"), counts_text(studies, row, "events2", "n2"),
                       pooling.interval(estimate, low, high), fmt::format("{:.1f} %", 100 * weight)}};
        // The area is the weight, over a range that tells the smallest from the largest.
        line.marks.push_back({RowMark::Shape::square, estimate, low, high, study_colour,
                              1.5 + 8.5 * std::sqrt(weight / largest), is_derived});
        chart.rows.push_back(std::move(line));
        csv.row(studies.text(row, "study"), studies.text(row, "events1"), studies.text(row, "n1"),
                studies.text(row, "events2"), studies.text(row, "n2"), estimate, low, high, weight);
    }
    add_pooled_rows(chart, pooling);
    const bool hazard = pooling.outcome == "hazard";
    RowPanel panel{pooling.axis(5),
                   {{pooling.ratio ? 1.0 : 0.0, true, "", {frame_colour, 0.8, {}}},
                    {pooling.pooled_estimate(), true, "", {pooled_colour, 0.8, {3, 2}}}},
                   fmt::format("← {} {} in {}", hazard ? "lower" : "fewer", pooling.outcome, group1),
                   fmt::format("{} {} in {} →", hazard ? "higher" : "more", pooling.outcome, group1)};
    chart.panels.push_back(std::move(panel));
    if (!pooling.heterogeneity().empty()) chart.notes.push_back(pooling.heterogeneity());
    if (derived)
        chart.notes.emplace_back(
            "† open square: counts derived from published rates or Kaplan-Meier curves, not reported");
    if (corrected) chart.notes.emplace_back("* a cell is zero: 1/2 was added to all four for this study's own effect");
    const std::string title =
        fmt::format("Forest plot: {} of {}", pooling.measure, text_in(pooling.summary, "dataset", "studies"));
    return {lay_out(chart, material.request.look), title,
            fmt::format("{}, {} against {}, pooled by {} with test {}. Squares: studies, their area the weight; "
                        "diamond: pooled effect with its 95 % interval; an arrow: the interval goes on. {}. {}",
                        title, group1, group2, text_in(pooling.summary, "method", "?"),
                        text_in(pooling.summary, "test", "?"), pooling.heterogeneity(), sources(material, pooling)),
            csv.take()};
}

Figure funnel(const Material& material) {
    const Pooling pooling(material);
    const Rows& studies = pooling.studies;
    const double centre = pooling.pooled_estimate();
    double widest = 0, low = centre, high = centre;
    Marks marks{"", 0, {}, 2.2};
    CsvText csv("study,estimate,standard_error\n");
    for (const std::size_t row : pooling.pooled) {
        const double error = std::sqrt(studies.number(row, "vi")), estimate = studies.number(row, "est");
        marks.points.push_back({estimate, -error});
        widest = std::max(widest, error), low = std::min(low, estimate), high = std::max(high, estimate);
        csv.row(studies.text(row, "study"), estimate, error);
    }
    Panel panel;
    panel.y = widened_axis(pooling.ratio ? "Standard error of the logarithm" : "Standard error", -widest, 0, 5);
    for (Tick& tick : panel.y.ticks)
        tick.label = tick.label.starts_with("−") ? tick.label.substr(std::string("−").size()) : tick.label;
    const double deepest = -panel.y.low;
    const auto limit = [&](double error, double side) {
        return pooling.ratio ? centre * std::exp(side * z975 * error) : centre + side * z975 * error;
    };
    low = std::min(low, limit(deepest, -1)), high = std::max(high, limit(deepest, 1));
    panel.x = pooling.ratio ? logarithmic_axis(pooling.measure + ", logarithmic", low / 1.05, high * 1.05)
                            : widened_axis(pooling.measure, low, high, 6);
    panel.rules.push_back({centre, true, "", {pooled_colour, 0.9, {}}});
    for (const double side : {-1.0, 1.0}) {
        Series line{"", 0, {{centre, 0}, {limit(deepest, side), -deepest}}};
        line.stroke = Stroke{grey, 0.8, {3, 2}};
        panel.series.push_back(std::move(line));
    }
    panel.marks.push_back(std::move(marks));
    const std::string title =
        fmt::format("Funnel plot: {} of {}", pooling.measure, text_in(pooling.summary, "dataset", "studies"));
    return {lay_out({{std::move(panel)}, {}, false, 0.62}, material.request.look), title,
            fmt::format("{}: each study by its effect and standard error. Line: pooled effect; dashes: within them 95 "
                        "% of studies of one common effect would lie. {}",
                        title, sources(material, pooling)),
            csv.take()};
}

}  // namespace ibtr::figure
