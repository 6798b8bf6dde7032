#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "evidence/check_targets.hpp"
#include "evidence/evidence.hpp"
#include "evidence/record.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {
namespace {

using evidence::Record;

constexpr const char* from_metastasis = "metastasis_diagnosis";
const std::vector<std::string> time_zeros{"start", "salvage_surgery", "ibtr_diagnosis", from_metastasis, "not_stated"};

/// A cell, or what an empty one or a column that is left out stands for.
std::string text_or(const Record& record, const std::string& column, const std::string& otherwise) {
    const std::string& text = record.text(column);
    return text.empty() ? otherwise : text;
}

void require_known(Record& record, const std::string& column, const std::string& text,
                   const std::vector<std::string>& allowed) {
    if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
        record.report(column, unknown_name(text, allowed));
}

TargetRole read_role(Record& record) {
    const std::string text = text_or(record, "role", "external");
    require_known(record, "role", text, {"calibration", "external", "structural_mismatch"});
    return text == "calibration"           ? TargetRole::calibration
           : text == "structural_mismatch" ? TargetRole::structural_mismatch
                                           : TargetRole::external;
}

TargetInterval read_interval_kind(Record& record, bool limits) {
    const std::string text = text_or(record, "ci_basis", limits ? "published" : "none");
    require_known(record, "ci_basis", text, {"published", "binomial_from_n", "none"});
    return text == "published"         ? TargetInterval::published
           : text == "binomial_from_n" ? TargetInterval::binomial_from_n
                                       : TargetInterval::none;
}

/// Proportions lie from 0 to 1, ratios at 0 or above, and limits around their number.
void check_numbers(Record& record, const Target& target) {
    if (target.role == TargetRole::structural_mismatch) return;
    const bool proportion = target.what.is(Measure::proportion), signed_difference = target.what.is(Measure::rd);
    const double low = signed_difference ? -1 : 0;
    const double high = proportion || signed_difference ? 1 : std::numeric_limits<double>::infinity();
    const std::pair<const char*, std::optional<double>> numbers[]{
        {"value", target.value}, {"ci_low", target.ci_low}, {"ci_high", target.ci_high}};
    for (const auto& [column, number] : numbers)
        if (number && !(*number >= low && *number <= high))
            record.report(column, fmt::format("{} is {}; it must be {}", target.what.measure, *number,
                                              proportion          ? "from 0 to 1"
                                              : signed_difference ? "from -1 to 1"
                                                                  : "0 or more"));
}

QuantityText read_quantity(Record& record) {
    return {
        .endpoint = record.text("endpoint"),
        .measure = record.text("measure"),
        .strategy = record.text("strategy"),
        .comparator = record.text("comparator"),
        .group = record.text("group"),
        .comparator_group = record.text("comparator_group"),
        .time_years = record.number("time_years"),
        .adjusted_for = evidence::split_list(record.text("adjusted_for")),
        .time_zero = record.text("time_zero") == from_metastasis ? TimeZero::metastasis : TimeZero::salvage_surgery};
}

/// What is only shown may also be of a measure that a config's marginals may name.
std::vector<std::string> shown_measures() {
    std::vector<std::string> names = measure_names(&MeasureTraits::published);
    for (const std::string& name : measure_names(&MeasureTraits::solvable))
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return names;
}

/// What the model has not may have an endpoint of its own.
void check_names(Record& record, const Target& target) {
    const QuantityText& what = target.what;
    const bool shown_only = target.role == TargetRole::structural_mismatch;
    const auto measure = find_measure(what.measure);
    if (!shown_only && !what.endpoint.starts_with(incidence_prefix))
        require_known(record, "endpoint", what.endpoint, derived_names());
    require_known(record, "measure", what.measure,
                  shown_only ? shown_measures() : measure_names(&MeasureTraits::published));
    require_known(record, "time_zero", target.time_zero, time_zeros);
    if (const auto why = measure ? mismatch(*measure, what.endpoint) : std::nullopt) record.report("measure", *why);
    if (what.strategy.empty()) record.report("strategy", "missing: a strategy of the config, or any");
    const bool contrast = !what.comparator.empty() || !what.comparator_group.empty();
    if ((shown_only || target.value) && measure && contrast != is_contrast(*measure))
        record.report("measure", fmt::format("{} {} a comparator or a comparator_group", what.measure,
                                             contrast ? "must not have" : "needs"));
}

std::optional<double> read_follow_up(Record& record) {
    const auto years = record.number("follow_up_years");
    if (!years || *years > 0) return years;
    record.report("follow_up_years", fmt::format("is '{}'; it must be a number of years above 0, or empty where none "
                                                 "is known",
                                                 record.text("follow_up_years")));
    return std::nullopt;
}

ErrorDirection read_error_direction(Record& record) {
    const std::string& text = record.text("error_direction");
    if (text == "model_lower") return ErrorDirection::model_lower;
    if (text == "model_higher") return ErrorDirection::model_higher;
    if (!text.empty())
        record.report("error_direction", fmt::format("is '{}'; allowed: model_lower, model_higher, or empty", text));
    return ErrorDirection::none;
}

Target read_target(Record& record) {
    Target target;
    target.line = record.line();
    target.name = record.text("target");
    target.evidence_ids = evidence::split_list(record.text("evidence_ids"));
    target.population = record.text("population");
    target.what = read_quantity(record);
    target.value = record.number("value");
    target.ci_low = record.number("ci_low");
    target.ci_high = record.number("ci_high");
    target.interval = read_interval_kind(record, target.ci_low && target.ci_high);
    target.women = record.number("n");
    target.women_strategy = record.optional_count("n_strategy");
    target.women_comparator = record.optional_count("n_comparator");
    target.studies = record.optional_count("studies");
    target.direction_assumed = record.optional_flag("direction_assumed");
    target.shares_women_with = evidence::split_list(record.text("shares_women_with"));
    target.by_construction = record.optional_flag("by_construction");
    target.follow_up_years = read_follow_up(record);
    target.error_direction = read_error_direction(record);
    target.time_zero = text_or(record, "time_zero", "start");
    target.role = read_role(record);
    target.note = record.text("note");

    check_names(record, target);
    check_numbers(record, target);
    if (!target.value && target.note.empty()) record.report("note", "missing: say why there is no value");
    return target;
}

}  // namespace

std::vector<Target> load_targets(const std::string& path, const Evidence& evidence) {
    const CsvTable table = read_csv(path);
    evidence::require_columns(table, {"target", "endpoint", "measure", "strategy", "value"},
                              {"evidence_ids",
                               "source",
                               "population",
                               "comparator",
                               "group",
                               "comparator_group",
                               "time_years",
                               "ci_low",
                               "ci_high",
                               "ci_basis",
                               "n",
                               "n_strategy",
                               "n_comparator",
                               "studies",
                               "direction_assumed",
                               "shares_women_with",
                               "by_construction",
                               "horizon",
                               "follow_up_years",
                               "error_direction",
                               "adjusted_for",
                               "time_zero",
                               "role",
                               "note"});
    std::vector<Problem> problems;
    std::vector<Target> targets;
    std::set<std::string> names;
    for (const CsvRow& fields : table.rows) {
        Record record(table, fields, problems);
        Target target = read_target(record);
        if (!names.insert(target.name).second) record.report("target", "this name is already taken");
        evidence::check_target(record, target, evidence);
        evidence::check_columns_left_out(record, target, evidence);
        targets.push_back(std::move(target));
    }
    check_cohorts(targets, path, problems);
    evidence::throw_problems(std::move(problems));
    return targets;
}

TargetTable load_target_table(const std::filesystem::path& targets_file) {
    // Without the column evidence_ids every row says itself where its number stands.
    const std::string file = (targets_file.parent_path() / "evidence.csv").string();
    const bool cites = read_csv(targets_file.string()).find_column("evidence_ids").has_value();
    Evidence evidence = cites ? load_evidence(file) : Evidence{file, {}};
    std::vector<Target> targets = load_targets(targets_file.string(), evidence);
    return {std::move(evidence), std::move(targets)};
}

}  // namespace ibtr
