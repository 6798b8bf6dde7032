#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "base/text.hpp"
#include "evidence/evidence.hpp"
#include "evidence/record.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {
namespace {

using evidence::Record;

constexpr const char* from_metastasis = "metastasis_diagnosis";
const std::vector<std::string> time_zeros{"salvage_surgery", "ibtr_diagnosis", from_metastasis, "not_stated"};

void require_known(Record& record, const std::string& column, const std::vector<std::string>& allowed) {
    if (std::find(allowed.begin(), allowed.end(), record.text(column)) == allowed.end())
        record.report(column, unknown_name(record.text(column), allowed));
}

TargetRole read_role(Record& record) {
    require_known(record, "role", {"calibration", "external", "structural_mismatch"});
    const std::string& text = record.text("role");
    return text == "calibration"           ? TargetRole::calibration
           : text == "structural_mismatch" ? TargetRole::structural_mismatch
                                           : TargetRole::external;
}

TargetInterval read_interval_kind(Record& record) {
    require_known(record, "ci_basis", {"published", "binomial_from_n", "none"});
    const std::string& text = record.text("ci_basis");
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
    if (!shown_only && !what.endpoint.starts_with(incidence_prefix)) require_known(record, "endpoint", derived_names());
    require_known(record, "measure", shown_only ? shown_measures() : measure_names(&MeasureTraits::published));
    require_known(record, "time_zero", time_zeros);
    if (const auto why = measure ? mismatch(*measure, what.endpoint) : std::nullopt) record.report("measure", *why);
    if (what.strategy.empty()) record.report("strategy", "missing: a strategy of the config, or any");
    const bool contrast = !what.comparator.empty() || !what.comparator_group.empty();
    if ((shown_only || target.value) && measure && contrast != is_contrast(*measure))
        record.report("measure", fmt::format("{} {} a comparator or a comparator_group", what.measure,
                                             contrast ? "must not have" : "needs"));
}

/// What the prose says and a column does not: the program reads columns only, so a safeguard would be lost silently.
void check_columns_left_out(Record& record, const Target& target, const Evidence& evidence) {
    if (!target.direction_assumed && target.note.find("direction assumed") != std::string::npos)
        record.report("direction_assumed",
                      "missing: the note says 'direction assumed'; write yes in this column (add it where the file has "
                      "none), or word the note otherwise");
    const auto measure = find_measure(target.what.measure);
    const bool pooled_ratio = measure && traits(*measure).scale == Scale::ratio && target.ci_low && target.ci_high;
    if (!pooled_ratio || target.studies) return;
    for (const std::string& id : target.evidence_ids)
        if (const EvidenceRow* row = evidence.find(id); row != nullptr && row->is_inconsistency())
            record.report(
                "studies",
                fmt::format(
                    "missing: {} is the I2 of a pool, whose number of studies the interval "
                    "of a new study needs; write it in this column (add it where the file has none), or leave out {}",
                    id, id));
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
    target.interval = read_interval_kind(record);
    target.women = record.number("n");
    target.women_strategy = record.optional_count("n_strategy");
    target.women_comparator = record.optional_count("n_comparator");
    target.studies = record.optional_count("studies");
    target.direction_assumed = record.optional_flag("direction_assumed");
    target.time_zero = record.text("time_zero");
    target.role = read_role(record);
    target.note = record.text("note");

    check_names(record, target);
    check_numbers(record, target);
    if (!target.value && target.note.empty()) record.report("note", "missing: say why there is no value");
    return target;
}

constexpr double half_a_digit = 0.5e-4;  // limits computed from n are written with four decimals

bool equal(double a, double b) {
    return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b));
}

/// A number of the target that must be the row's own, both in the units of models.
void require_equal(Record& record, const char* column, const std::optional<double>& target,
                   const std::optional<double>& published, const EvidenceRow& row) {
    if (!published) {
        if (target) record.report(column, fmt::format("is {}, {} has no such number", *target, row.id));
        return;
    }
    const double expected = row.in_model_units(*published);
    if (!target)
        record.report(column, fmt::format("missing: {} has {}", row.id, expected));
    else if (!equal(*target, expected))
        record.report(column, fmt::format("is {}, {} has {}", *target, row.id, expected));
}

/// The first whole number in a text such as "of 726" or "185 total".
std::optional<double> number_inside(const std::string& text) {
    const std::size_t first = text.find_first_of("0123456789");
    if (first == std::string::npos) return std::nullopt;
    double value = 0;
    std::from_chars(text.data() + first, text.data() + text.size(), value);
    return value;
}

/// The women behind a binomial interval: the row's own number, or a part of a total that is explained in the note.
void check_women(Record& record, const Target& target, const EvidenceRow& row) {
    const std::optional<double> total = number_inside(row.n_text);
    if (!target.women)
        record.report("n", "missing: an interval from n needs the number of patients");
    else if (row.women && *target.women != *row.women)
        record.report("n", fmt::format("is {}, {} has {}", *target.women, row.id, *row.women));
    else if (!row.women && (!total || *target.women > *total || target.note.empty()))
        record.report(
            "n",
            fmt::format("is {}, {} has '{}'; a part of a total must be smaller, and the note must say how it follows",
                        *target.women, row.id, row.n_text));
}

void check_binomial(Record& record, const Target& target, const EvidenceRow& row) {
    check_women(record, target, row);
    if (!target.what.is(Measure::proportion)) record.report("ci_basis", "binomial_from_n goes with proportions only");
    if (!target.value || !target.women || *target.value < 0 || *target.value > 1 || *target.women <= 0) return;
    const Interval expected = wilson_interval(*target.value, *target.women);
    const auto check = [&](const char* column, const std::optional<double>& limit, double computed) {
        if (!limit || std::abs(*limit - computed) > half_a_digit * 1.001)
            record.report(column, fmt::format("is '{}', n = {} gives {:.4f} (Wilson)", record.text(column),
                                              *target.women, computed));
    };
    check("ci_low", target.ci_low, expected.low);
    check("ci_high", target.ci_high, expected.high);
}

void check_interval(Record& record, const Target& target, const EvidenceRow& row) {
    switch (target.interval) {
        case TargetInterval::published:
            if (!row.ci_low) record.report("ci_basis", fmt::format("{} has no interval", row.id));
            require_equal(record, "ci_low", target.ci_low, row.ci_low, row);
            require_equal(record, "ci_high", target.ci_high, row.ci_high, row);
            break;
        case TargetInterval::binomial_from_n:
            check_binomial(record, target, row);
            break;
        case TargetInterval::none:
            if (target.ci_low || target.ci_high) record.report("ci_basis", "none, but there are limits");
            break;
    }
}

void check_time(Record& record, Target& target, const EvidenceRow& row) {
    if (!row.horizon_years) {
        target.time_assumed = target.what.time_years.has_value();
        if (target.time_assumed && target.note.empty())
            record.report("note", fmt::format("missing: {} states no horizon in years; say what is assumed", row.id));
    } else if (!target.what.time_years) {
        record.report("time_years", fmt::format("missing: {} has {}", row.id, *row.horizon_years));
    } else if (*target.what.time_years != *row.horizon_years) {
        record.report("time_years",
                      fmt::format("is {}, {} has {}", *target.what.time_years, row.id, *row.horizon_years));
    }
}

/// Arms exchanged are the easiest slip; where the row names the arm, the strategy must fit it.
void check_arm(Record& record, const Target& target, const EvidenceRow& row) {
    if (row.arm.starts_with("rBCS") && !target.what.strategy.starts_with("repeat_bcs"))
        record.report("strategy", fmt::format("is '{}', {} is about {}", target.what.strategy, row.id, row.arm));
    if (row.arm == "SM" && target.what.strategy != "mastectomy")
        record.report("strategy", fmt::format("is '{}', {} is about {}", target.what.strategy, row.id, row.arm));
    if (row.arm.ends_with(" vs SM") && target.what.comparator != "mastectomy")
        record.report("comparator", fmt::format("is '{}', {} is about {}", target.what.comparator, row.id, row.arm));
}

/// Holds a target against the rows that it names; sets time_assumed.
void check_target(Record& record, Target& target, const Evidence& evidence) {
    if (target.evidence_ids.empty()) record.report("evidence_ids", "missing: a target is a published number");
    for (const std::string& id : target.evidence_ids) {
        const EvidenceRow* row = evidence.find(id);
        if (row == nullptr)
            record.report("evidence_ids", fmt::format("{} is not in {}", id, evidence.file));
        else if (row->status != EvidenceStatus::verified)
            record.report("evidence_ids",
                          fmt::format("{} is not verified; no target can rest on it: {}", id, row->citation()));
    }
    const EvidenceRow* row = target.evidence_ids.empty() ? nullptr : evidence.find(target.evidence_ids.front());
    if (row == nullptr) return;
    require_equal(record, "value", target.value, row->value, *row);
    check_interval(record, target, *row);
    check_time(record, target, *row);
    check_arm(record, target, *row);
}

}  // namespace

Interval wilson_interval(double proportion, double women) {
    const double z2 = z_975 * z_975;
    const double denominator = 1 + z2 / women;
    const double centre = (proportion + z2 / (2 * women)) / denominator;
    const double half =
        z_975 * std::sqrt(proportion * (1 - proportion) / women + z2 / (4 * women * women)) / denominator;
    return {centre - half, centre + half};
}

std::vector<Target> load_targets(const std::string& path, const Evidence& evidence) {
    const CsvTable table = read_csv(path);
    evidence::require_columns(table,
                              {"target", "evidence_ids", "population", "endpoint", "measure", "strategy", "comparator",
                               "group", "comparator_group", "time_years", "value", "ci_low", "ci_high", "ci_basis", "n",
                               "adjusted_for", "time_zero", "role", "note"},
                              {"n_strategy", "n_comparator", "studies", "direction_assumed"});
    std::vector<Problem> problems;
    std::vector<Target> targets;
    std::set<std::string> names;
    for (const CsvRow& fields : table.rows) {
        Record record(table, fields, problems);
        Target target = read_target(record);
        if (!names.insert(target.name).second) record.report("target", "this name is already taken");
        check_target(record, target, evidence);
        check_columns_left_out(record, target, evidence);
        targets.push_back(std::move(target));
    }
    evidence::throw_problems(std::move(problems));
    return targets;
}

TargetTable load_target_table(const std::filesystem::path& targets_file) {
    Evidence evidence = load_evidence((targets_file.parent_path() / "evidence.csv").string());
    std::vector<Target> targets = load_targets(targets_file.string(), evidence);
    return {std::move(evidence), std::move(targets)};
}

}  // namespace ibtr
