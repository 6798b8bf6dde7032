#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "figure/curves.hpp"
#include "figure/outcome_words.hpp"
#include "figure/row_chart.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

constexpr const char *published_colour = "#0072B2", *model_colour = "#D55E00";
constexpr double lowest_ratio = 0.2, highest_ratio = 10;

/// A target beside the model. Older folders do not say what it measures: then a ratio is what exceeds 1.
struct TargetLine {
    std::string name, what, mark;
    bool ratio = false;
    double model = 0, model_low = 0, model_high = 0, published = 0, published_low = 0, published_high = 0, z = 0;
};

std::string mark_of(const Rows& rows, std::size_t row) {
    const std::string& status = rows.text(row, "status");
    if (status == "structural_mismatch") return " *";
    if (rows.text(row, "by_construction") == "yes") return " †";
    return status == "one_sided" ? " ‡" : "";
}

std::string text_of(const nlohmann::json& target, const char* key) {
    return target.contains(key) && target[key].is_string() ? target[key].get<std::string>() : "";
}

std::string years_in_words(double years) {
    return fmt::format(", {:g} year{}", years, years == 1 ? "" : "s");
}

/// "Overall survival, 5 years: repeat BCS against mastectomy"
std::string what_in_words(const nlohmann::json& target, const Names& names) {
    const std::string measure = text_of(target, "measure"), comparator = text_of(target, "comparator"),
                      group = text_of(target, "group");
    std::string text = sentence_case(names.label(Names::Of::endpoint, text_of(target, "endpoint")));
    if (measure != "proportion") {
        std::string words = measure_in_words(measure);
        words.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(words.front())));
        text += ", " + words;
    }
    if (target.contains("time_years") && target["time_years"].is_number())
        text += years_in_words(target["time_years"].get<double>());
    text += ": " + names.label(Names::Of::strategy, text_of(target, "strategy"));
    if (!comparator.empty()) text += " v " + names.label(Names::Of::strategy, comparator);
    return group.empty() ? text : text + "; " + group;
}

std::vector<TargetLine> target_lines(const Material& material, const Rows& rows, std::size_t& left_out) {
    std::map<std::string, nlohmann::json> described;
    const nlohmann::json summary = material.files.json("summary.json");
    if (summary.contains("targets") && summary["targets"].is_array())
        for (const nlohmann::json& target : summary["targets"])
            if (target.contains("target") && target.contains("measure")) described[target["target"]] = target;
    std::vector<TargetLine> lines;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        TargetLine line{rows.text(row, "target"),     "",
                        mark_of(rows, row),           false,
                        rows.number(row, "model"),    rows.number(row, "cri_low"),
                        rows.number(row, "cri_high"), rows.number(row, "published"),
                        rows.number(row, "pub_low"),  rows.number(row, "pub_high"),
                        rows.number(row, "z")};
        const auto known = described.find(line.name);
        const std::string measure = known == described.end() ? "" : known->second["measure"].get<std::string>();
        line.what = known == described.end() ? "" : what_in_words(known->second, material.names);
        line.ratio = known == described.end() ? std::max({line.model, line.published, line.published_high}) > 1
                                              : measure.find("ratio") != std::string::npos ||
                                                    measure.starts_with("rr_") || measure.starts_with("hr");
        const bool proportion = line.model >= 0 && line.model <= 1;
        const bool can_be_drawn = std::isfinite(line.model) && rows.text(row, "status") != "simulated" &&
                                  measure != "p_value" && (line.ratio ? line.model > 0 : proportion);
        if (can_be_drawn)
            lines.push_back(std::move(line));
        else
            ++left_out;
    }
    return lines;
}

std::string z_text(double z) {
    return std::isfinite(z) ? (z < 0 ? "−" : "+") + fmt::format("{:.1f}", std::abs(z)) : "";
}

Axis ratio_axis(const std::vector<TargetLine>& lines) {
    double low = 0.5, high = 2;
    for (const TargetLine& line : lines)
        for (const double each :
             {line.model, line.model_low, line.model_high, line.published, line.published_low, line.published_high})
            if (line.ratio && std::isfinite(each)) low = std::min(low, each), high = std::max(high, each);
    return logarithmic_axis("Ratio, logarithmic", std::max(low, lowest_ratio), std::min(high, highest_ratio));
}

std::string score_in_words(const nlohmann::json& summary) {
    if (!summary.contains("score") || !summary["score"].contains("cohorts_met")) return "";
    return fmt::format(" {} of {} independent cohorts are met.", summary["score"]["cohorts_met"].get<int>(),
                       summary["score"]["cohorts"].get<int>());
}

}  // namespace

Figure validation(const Material& material) {
    const Rows rows = material.files.table("validation.csv", "`ibtr validate`");
    std::size_t left_out = 0;
    const std::vector<TargetLine> lines = target_lines(material, rows, left_out);
    if (lines.empty())
        throw UsageError(material.files.path().string() + ": no target has a model value that can be drawn");
    const auto any = [&](auto property) { return std::any_of(lines.begin(), lines.end(), property); };
    const bool ratios = any([](const TargetLine&line) { return line.ratio; }),
               shares = any([](const TargetLine&line) { return !line.ratio; });
    RowChart chart;
    chart.columns = {
        {"Target", Align::left}, {"What was measured", Align::left, false, true}, {"z", Align::right, true}};
    if (shares) {
        chart.panels.push_back({share_axis("Per 100 " + material.names.people)});
    }
    if (ratios) chart.panels.push_back({ratio_axis(lines), {{1, true, "", {frame_colour, 0.8, {}}}}});
    CsvText csv("target,what,model,cri_low,cri_high,published,pub_low,pub_high,z\n");
    for (const TargetLine& line : lines) {
        ChartRow row{{line.name + line.mark, line.what, z_text(line.z)}};
        const std::size_t panel = line.ratio && shares ? 1 : 0;
        row.marks = {
            {RowMark::Shape::square, line.published, line.published_low, line.published_high, published_colour, 3.6,
             false, -0.22, panel},
            {RowMark::Shape::disc, line.model, line.model_low, line.model_high, model_colour, 3.8, false, 0.22, panel}};
        chart.rows.push_back(std::move(row));
        csv.row(line.name, line.what, line.model, line.model_low, line.model_high, line.published, line.published_low,
                line.published_high, line.z);
    }
    chart.key = {{"Published value, 95 % interval", 0, KeyEntry::Sample::disc, {published_colour, 1, {}}},
                 {"Model, 95 % interval of parameter draws where there are any",
                  1,
                  KeyEntry::Sample::disc,
                  {model_colour, 1, {}}}};
    for (const auto& [mark, meaning] :
         {std::pair{" *", "* counts events that the model has not: shown, never judged"},
          std::pair{" †", "† a parameter is solved on it"}, std::pair{" ‡", "‡ judged in one direction only"}})
        if (any([&mark = mark](const TargetLine& line) { return line.mark == mark; }))
            chart.notes.emplace_back(meaning);
    const std::string title = "Model beside published targets";
    const std::string score = score_in_words(material.files.json("summary.json"));
    return {
        lay_out(chart, material.request.look), title,
        fmt::format("{}: squares are published values, discs the model's; an arrow: it goes on beyond the axis; z: how "
                    "many standard errors the model lies above.{}{} {}",
                    title, score,
                    left_out > 0
                        ? fmt::format(" {} targets without a proportion or ratio of the model are not drawn.", left_out)
                        : "",
                    provenance(material, "none, an exact solution", "bars of the model, where parameters were drawn")),
        csv.take()};
}

}  // namespace ibtr::figure
