#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "base/text.hpp"
#include "base/visible_text.hpp"
#include "ibtr/error.hpp"
#include "meta/doubtful_rows.hpp"
#include "meta/study_columns.hpp"
#include "meta/study_table.hpp"

namespace ibtr::meta {
namespace {

bool is_missing(const std::string& field) {
    return field.empty() || field == "NA";
}

/// Reads the rows of one file, gathering what is wrong.
class StudyReader {
public:
    StudyReader(const CsvTable& table, const StudyRequest& request)
        : table_(table),
          request_(request),
          columns_(table, request.columns),
          numbers_(columns_.number_columns(request.measure)) {}

    StudyTable read() {
        std::vector<const CsvRow*> rows = filtered_rows(table_, request_.filters);
        check_names(rows);
        std::erase_if(rows, [&](const CsvRow* row) { return leave_out_named(*row); });
        describe(rows);
        require_one_endpoint(rows);
        std::erase_if(rows, [&](const CsvRow* row) { return leave_out_incomplete(*row); });
        for (Problem& problem : refusals(table_.file, rows, columns_, request_.include))
            problems_.push_back(std::move(problem));
        for (std::string& note : namesakes(rows, columns_, request_.include)) result_.notes.push_back(std::move(note));
        for (const CsvRow* row : rows) add_study(*row);
        throw_if_any();
        std::stable_sort(result_.left_out.begin(), result_.left_out.end(),
                         [](const LeftOut& a, const LeftOut& b) { return a.line < b.line; });
        if (result_.studies.empty())
            throw ConfigError({{table_.file, 0, "", "no study is left to pool: " + reasons()}});
        return std::move(result_);
    }

private:
    void report(int line, const std::string& key, std::string message) {
        problems_.push_back({table_.file, line, key, std::move(message)});
    }

    void throw_if_any() {
        if (problems_.empty()) return;
        std::stable_sort(problems_.begin(), problems_.end(),
                         [](const Problem& a, const Problem& b) { return a.line < b.line; });
        throw ConfigError(std::move(problems_));
    }

    /// Every name given on the command line must mean a row.
    void check_names(const std::vector<const CsvRow*>& rows) {
        std::vector<std::string> labels;
        labels.reserve(rows.size());
        for (const CsvRow* row : rows) labels.push_back(label_of(*row, columns_));
        for (const auto* names : {&request_.include, &request_.exclude}) {
            for (const std::string& name : *names) {
                const bool known = std::any_of(rows.begin(), rows.end(),
                                               [&](const CsvRow* row) { return is_named(*row, columns_, name); });
                if (!known)
                    report(0, names == &request_.include ? "--include" : "--exclude",
                           "row " + unknown_name(name, labels));
            }
        }
        for (const std::string& name : request_.include)
            if (std::find(request_.exclude.begin(), request_.exclude.end(), name) != request_.exclude.end())
                report(0, "--include", "row '" + name + "' is excluded too");
        throw_if_any();
    }

    void describe(const std::vector<const CsvRow*>& rows) {
        result_.file = table_.file;
        const auto only_value = [&](Role role) -> std::string {
            std::set<std::string> values;
            for (const CsvRow* row : rows) values.insert(columns_.text(*row, role));
            return values.size() == 1 ? *values.begin() : "";
        };
        result_.endpoint = only_value(Role::endpoint);
        result_.dataset = result_.endpoint.empty() ? only_value(Role::dataset) : result_.endpoint;
        if (result_.dataset.empty()) result_.dataset = std::filesystem::path(table_.file).stem().string();
        if (columns_.name(Role::events1) == "events_rbcs") result_.group1 = "repeat BCS";
        if (columns_.name(Role::events2) == "events_sm") result_.group2 = "mastectomy";
    }

    void require_one_endpoint(const std::vector<const CsvRow*>& rows) const {
        if (!columns_.has(Role::endpoint)) return;
        std::set<std::string> endpoints;
        for (const CsvRow* row : rows) endpoints.insert(columns_.text(*row, Role::endpoint));
        if (endpoints.size() < 2) return;
        const std::string& column = columns_.name(Role::endpoint);
        throw ConfigError({{table_.file, 0, column,
                            fmt::format("several endpoints cannot be pooled together: {}; choose one with --filter "
                                        "{}=NAME",
                                        fmt::join(endpoints, ", "), column)}});
    }

    bool leave_out_named(const CsvRow& row) {
        if (!is_named(row, columns_, request_.exclude)) return false;
        result_.left_out.push_back({row.line, label_of(row, columns_), "named by --exclude"});
        return true;
    }

    /// Rows without all numbers are listed; one arm without the other is more than an oversight.
    bool leave_out_incomplete(const CsvRow& row) {
        std::vector<std::string> missing;
        for (const Role role : numbers_)
            if (is_missing(columns_.text(row, role))) missing.push_back(columns_.name(role));
        if (missing.empty()) return false;
        const auto arm_missing = [&](Role events, Role n) {
            return is_missing(columns_.text(row, events)) && is_missing(columns_.text(row, n));
        };
        const bool counts = numbers_.front() == Role::events1;
        if (counts && missing.size() == 2 &&
            (arm_missing(Role::events1, Role::n1) || arm_missing(Role::events2, Role::n2)))
            report(row.line, label_of(row, columns_),
                   fmt::format("has one arm only (no {}), so there is nothing to compare; leave it out with --exclude "
                               "\"line {}\"",
                               fmt::join(missing, ", "), row.line));
        else
            result_.left_out.push_back(
                {row.line, label_of(row, columns_), fmt::format("no {}", fmt::join(missing, ", "))});
        return true;
    }

    std::string reasons() const {
        std::vector<std::string> texts;
        for (const LeftOut& row : result_.left_out)
            texts.push_back(fmt::format("line {} {} ({})", row.line, row.label, row.reason));
        return fmt::format("{}", fmt::join(texts, ", "));
    }

    void add_study(const CsvRow& row) {
        constexpr double largest_number = 1e12;  // sums of their squares and cubes are still numbers
        std::vector<double> values;
        for (const Role role : numbers_) {
            const auto value = parse_number(columns_.text(row, role));
            if (!value)
                report(row.line, columns_.name(role), fmt::format("'{}' is no number", columns_.text(row, role)));
            values.push_back(value.value_or(0));
            if (!value) return;
            if (std::abs(*value) > largest_number) {
                report(row.line, columns_.name(role),
                       fmt::format("is {:g}; no study has numbers above {:g}", *value, largest_number));
                return;
            }
        }
        StudyRow study;
        study.line = row.line;
        study.label = label_of(row, columns_);
        if (is_formula(study.label))
            report(row.line, columns_.name(Role::study), formula_refusal(study.label) + "; choose another name");
        study.count_basis = columns_.text(row, Role::count_basis);
        study.derived = study.count_basis.starts_with("derived");
        const std::size_t before = problems_.size();
        if (numbers_.front() == Role::events1)
            add_counts(row, study, values);
        else if (numbers_.front() == Role::yi)
            add_effect(row, study, values);
        else
            add_hazard_ratio(row, study, values);
        if (problems_.size() == before) result_.studies.push_back(std::move(study));
    }

    void add_counts(const CsvRow& row, StudyRow& study, const std::vector<double>& values) {
        for (const std::size_t arm : {0U, 2U}) {
            const std::string &events = columns_.name(numbers_[arm]), &women = columns_.name(numbers_[arm + 1]);
            if (values[arm + 1] <= 0)
                report(row.line, women, fmt::format("is {}, must be above 0", values[arm + 1]));
            else if (values[arm] < 0 || values[arm] > values[arm + 1])
                report(row.line, events,
                       fmt::format("is {}, must lie between 0 and {} ({})", values[arm], women, values[arm + 1]));
        }
        Counts counts{values[0], values[1], values[2], values[3]};
        if (request_.survivors) counts = {counts.n1 - counts.events1, counts.n1, counts.n2 - counts.events2, counts.n2};
        study.counts = counts;
        study.effect = effect_of(counts, request_.measure);
    }

    void add_effect(const CsvRow& row, StudyRow& study, const std::vector<double>& values) {
        constexpr double smallest = 1e-12;  // a standard error of a millionth
        if (values[1] < smallest)
            report(row.line, columns_.name(Role::vi),
                   fmt::format("is {}, must be above 0, and {:g} or more", values[1], smallest));
        study.effect = {values[0], values[1], false};
    }

    void add_hazard_ratio(const CsvRow& row, StudyRow& study, const std::vector<double>& values) {
        const double ratio = values[0], low = values[1], high = values[2];
        if (low <= 0 || low > ratio || ratio > high || low == high) {
            report(row.line, columns_.name(Role::hr),
                   fmt::format("{} ({} to {}): 0 < low <= ratio <= high and low < high must hold", ratio, low, high));
            return;
        }
        study.effect = effect_of_hazard_ratio(ratio, low, high);
        const double off_centre = (std::log(ratio) - std::log(low)) / (std::log(high) - std::log(low)) - 0.5;
        if (std::abs(off_centre) > 0.1)
            result_.notes.push_back(
                fmt::format("line {} {}: {} is not in the middle of {} to {} on the log scale; check "
                            "the source",
                            row.line, study.label, ratio, low, high));
    }

    const CsvTable& table_;
    const StudyRequest& request_;
    StudyColumns columns_;
    std::vector<Role> numbers_;
    std::vector<Problem> problems_;
    StudyTable result_;
};

}  // namespace

StudyTable read_studies(const CsvTable& table, const StudyRequest& request) {
    if (request.survivors && request.measure == EffectMeasure::loghr)
        throw UsageError("--of survivors turns counts round; a hazard ratio has none: use --of events");
    return StudyReader(table, request).read();
}

}  // namespace ibtr::meta
