#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/csv.hpp"
#include "figure/figure.hpp"
#include "report/figure_names.hpp"
#include "validate/validation.hpp"

namespace ibtr {
namespace {

using Json = nlohmann::ordered_json;

const char* role_text(TargetRole role) {
    switch (role) {
        case TargetRole::calibration:
            return "calibration";
        case TargetRole::external:
            return "external";
        case TargetRole::structural_mismatch:
            break;
    }
    return "structural_mismatch";
}

const char* pass_text(const std::optional<bool>& pass) {
    return !pass ? "" : *pass ? "yes" : "no";
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string digits(double value) {
    return std::isfinite(value) ? fmt::format("{:.3f}", value) : "";
}

std::string interval(double low, double high) {
    return std::isfinite(low) ? fmt::format("[{:.3f}, {:.3f}]", low, high) : "";
}

/// What cannot be put into a number.
std::string remark(const TargetResult& result) {
    if (!result.reason.empty()) return result.reason;
    std::string text = result.by_construction          ? "a parameter is solved on it"
                       : result.target.by_construction ? "marked by_construction, but nothing here is solved on it"
                                                       : "";
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    if (!std::isnan(result.prediction_low))
        add(fmt::format("a new study would lie in {}", interval(result.prediction_low, result.prediction_high)));
    if (!std::isnan(result.prob_direction))
        add(fmt::format("simulated; in the published direction {:.3f}", result.prob_direction));
    if (result.time_assumed) add(fmt::format("{:g} years assumed", result.time_years));
    return text;
}

}  // namespace

std::string validation_csv(const Validation& validation) {
    CsvText csv(
        "target,role,status,model,mc_se,ci_low,ci_high,cri_low,cri_high,published,pub_low,pub_high,difference,ratio,z,"
        "inside,prob_in_band,pass,cohort,by_construction,met\n");
    for (const TargetResult& result : validation.results) {
        csv.row(result.target.name, role_text(result.target.role), to_text(result.status), result.model, result.mc_se,
                result.ci_low, result.ci_high, result.cri_low, result.cri_high, result.published, result.pub_low,
                result.pub_high, result.difference, result.ratio, result.z, result.inside, result.prob_in_band,
                pass_text(result.pass), result.cohort, result.by_construction ? "yes" : "", pass_text(result.met));
    }
    return csv.take();
}

std::string validation_json(const Validation& validation, const RunIdentity& identity, JsonLayout layout) {
    Json targets = Json::array();
    for (const TargetResult& result : validation.results)
        targets.push_back({{"target", result.target.name},
                           {"endpoint", result.target.what.endpoint},
                           {"measure", result.target.what.measure},
                           {"strategy", result.target.what.strategy},
                           {"comparator", result.target.what.comparator},
                           {"group", result.target.what.group},
                           {"role", role_text(result.target.role)},
                           {"status", to_text(result.status)},
                           {"model", number(result.model)},
                           {"mc_se", number(result.mc_se)},
                           {"cri_low", number(result.cri_low)},
                           {"cri_high", number(result.cri_high)},
                           {"published", number(result.published)},
                           {"pub_low", number(result.pub_low)},
                           {"pub_high", number(result.pub_high)},
                           {"prediction_low", number(result.prediction_low)},
                           {"prediction_high", number(result.prediction_high)},
                           {"z", number(result.z)},
                           {"inside", result.inside},
                           {"prob_in_band", number(result.prob_in_band)},
                           {"prob_direction", number(result.prob_direction)},
                           {"pass", result.pass ? Json(*result.pass) : Json(nullptr)},
                           {"cohort", result.cohort},
                           {"by_construction", result.by_construction},
                           {"met", result.met ? Json(*result.met) : Json(nullptr)},
                           {"time_years", number(result.time_years)},
                           {"time_assumed", result.time_assumed},
                           {"remark", remark(result)}});
    Json pairs = Json::array();
    for (const Inconsistency& pair : validation.inconsistencies)
        pairs.push_back({{"targets", {pair.strategy_target, pair.comparator_target, pair.ratio_target}},
                         {"implied", pair.implied},
                         {"published", pair.published},
                         {"z", pair.z}});
    const Score score = score_of(validation.results);
    const Json counts{{"cohorts", score.cohorts},
                      {"cohorts_met", score.cohorts_met},
                      {"targets", score.judged},
                      {"targets_met", score.met},
                      {"by_construction", score.by_construction},
                      {"by_construction_met", score.by_construction_met}};
    const Json json{{"schema", 1},
                    {"config_hash", identity.config_hash},
                    {"backend", identity.backend},
                    {"draws", validation.draws},
                    {"holds", validation.holds()},
                    {"failed", validation.failed},
                    {"score", counts},
                    {"targets", targets},
                    {"inconsistent", pairs}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2);
}

std::string validation_table(const Validation& validation) {
    std::size_t width = std::string_view("target").size();
    for (const TargetResult& result : validation.results) width = std::max(width, result.target.name.size());
    std::string text =
        fmt::format("{:{}} {:19} {:>8} {:>16} {:>9} {:>16} {:>6}  {:10}\n", "target", width, "status", "model",
                    validation.draws > 0 ? "95 % of draws" : "", "published", "", "z", "inside");
    for (const TargetResult& result : validation.results)
        text +=
            fmt::format("{:{}} {:19} {:>8} {:>16} {:>9} {:>16} {:>6}  {:10} {}\n", result.target.name, width,
                        to_text(result.status), digits(result.model), interval(result.cri_low, result.cri_high),
                        digits(result.published), interval(result.pub_low, result.pub_high),
                        std::isfinite(result.z) ? fmt::format("{:+.1f}", result.z) : "", result.inside, remark(result));
    text += score_text(score_of(validation.results));
    for (const Inconsistency& pair : validation.inconsistencies)
        text += fmt::format(
            "no model can meet {} and {} together with {}: their ratio is {:.3f}, published as {:.3f} (z {:+.1f})\n",
            pair.strategy_target, pair.comparator_target, pair.ratio_target, pair.implied, pair.published, pair.z);
    return text;
}

Remarks write_validation(const Model& model, const Validation& validation, const RunIdentity& identity, bool figures,
                         const RunFolder& folder, Manifest manifest, StageTimer& timer) {
    folder.discard_old_run();
    folder.write("validation.csv", validation_csv(validation));
    folder.write("summary.json", validation_json(validation, identity, JsonLayout::indented));
    Remarks remarks;
    if (validation.draws > 0) manifest.draws = validation.draws;
    if (figures) {
        const std::string reason =
            figure::add_figure(folder, "validation", {"validation"}, figure_names(model), figure_origin(manifest));
        add_note(remarks, reason.empty() ? "" : "no figure: " + reason);
    }
    timer.lap("write");
    write_manifest(std::move(manifest), timer, folder);
    return remarks;
}

FileNames validation_files() {
    FileNames names{"validation.csv", "summary.json", manifest_file};
    append(names, figure::figure_files("validation"));
    return names;
}

}  // namespace ibtr
