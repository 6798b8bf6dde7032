#include "evidence/check_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "base/statistics.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {
namespace {

using evidence::Record;

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

void check_binomial(Record& record, const Target& target) {
    if (!target.what.is(Measure::proportion)) record.report("ci_basis", "binomial_from_n goes with proportions only");
    if (!target.value || !target.women || *target.value < 0 || *target.value > 1 || *target.women <= 0) return;
    const double women = women_followed(target);
    const std::string followed = target.follow_up_years ? fmt::format(", as good as {:.1f} followed,", women) : "";
    const Interval expected = wilson_interval(*target.value, women);
    const auto check = [&](const char* column, const std::optional<double>& limit, double computed) {
        if (!limit || std::abs(*limit - computed) > half_a_digit * 1.001)
            record.report(column, fmt::format("is '{}', n = {}{} gives {:.4f} (Wilson)", record.text(column),
                                              *target.women, followed, computed));
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
            check_women(record, target, row);
            check_binomial(record, target);
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

/// Facts that stand in a column are what the program can tell by itself.
void check_horizon(Record& record, const Target& target, const EvidenceRow& row) {
    const std::string& horizon = record.text("horizon");
    if (horizon.empty()) return;
    const bool stated = row.horizon_years && target.what.time_years;
    const char* expected = stated ? "stated" : "assumed";
    if (horizon != "stated" && horizon != "assumed")
        record.report("horizon", fmt::format("is '{}'; allowed: stated, assumed", horizon));
    else if (horizon != expected)
        record.report("horizon", fmt::format("is {}, but {} states {}; write {}", horizon, row.id,
                                             stated ? "the years" : "no number of years", expected));
}

/// A target that names no row of evidence says itself where its number stands.
void check_own_source(Record& record, const Target& target) {
    if (record.text("source").empty())
        record.report("evidence_ids",
                      "missing: a target is a published number; give its id here, or say in a column `source` where it "
                      "stands");
    if (target.ci_low.has_value() != target.ci_high.has_value())
        record.report("ci_low", "one limit is missing: give both or none");
    else if (target.ci_low && target.value && !(*target.ci_low <= *target.value && *target.value <= *target.ci_high))
        record.report("value", fmt::format("{} does not lie within its limits {} to {}", *target.value, *target.ci_low,
                                           *target.ci_high));
    if (target.interval == TargetInterval::published && !target.ci_low)
        record.report("ci_basis", "published, but there are no limits");
    if (target.interval != TargetInterval::binomial_from_n) return;
    if (!target.women) record.report("n", "missing: an interval from n needs the number of patients");
    check_binomial(record, target);
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

}  // namespace

double women_followed(const Target& target) {
    const double women = target.women.value_or(0), years = target.what.time_years.value_or(0);
    if (!target.follow_up_years || !(years > 0) || !target.value) return women;
    const bool incidence = kind_of_endpoint(target.what.endpoint) == EndpointKind::incidence;
    const double free = incidence ? 1 - *target.value : *target.value;
    if (!(free > 0)) return women;
    const auto mean_growth = [](double x) { return x == 0 ? 1 : std::expm1(x) / x; };
    const double event = -std::log(free), censoring = std::numbers::ln2 * years / *target.follow_up_years;
    return women * mean_growth(event) / mean_growth(event + censoring);
}

Interval wilson_interval(double proportion, double women) {
    const double z2 = z_975 * z_975;
    const double denominator = 1 + z2 / women;
    const double centre = (proportion + z2 / (2 * women)) / denominator;
    const double half =
        z_975 * std::sqrt(proportion * (1 - proportion) / women + z2 / (4 * women * women)) / denominator;
    return {centre - half, centre + half};
}

namespace evidence {

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

void check_target(Record& record, Target& target, const Evidence& evidence) {
    if (target.evidence_ids.empty()) return check_own_source(record, target);
    for (const std::string& id : target.evidence_ids) {
        const EvidenceRow* row = evidence.find(id);
        if (row == nullptr)
            record.report("evidence_ids", fmt::format("{} is not in {}", id, evidence.file));
        else if (row->status != EvidenceStatus::verified)
            record.report("evidence_ids",
                          fmt::format("{} is not verified; no target can rest on it: {}", id, row->citation()));
    }
    const EvidenceRow* row = evidence.find(target.evidence_ids.front());
    if (row == nullptr) return;
    require_equal(record, "value", target.value, row->value, *row);
    check_interval(record, target, *row);
    check_time(record, target, *row);
    check_horizon(record, target, *row);
    check_arm(record, target, *row);
}

}  // namespace evidence
}  // namespace ibtr
