#include "studies/study_design.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/visible_text.hpp"
#include "ibtr/error.hpp"
#include "model/endpoint_rules.hpp"
#include "studies/row_reader.hpp"

namespace ibtr::studies {
namespace {

constexpr std::array estimate_names{"counts", "km", "km_counts", "logrank", "cox", "matched"};  // of StudyEstimate
constexpr std::string_view odds_prefix = "odds:", share_prefix = "share:";
const std::vector<std::string> required_columns{"study",    "strategy",      "women",   "accrual_years",
                                                "endpoint", "horizon_years", "estimate"};
/// Of one analysis of some women.
const std::vector<std::string> of_the_analysis{"endpoint",   "horizon_years", "estimate",
                                               "measure",    "adjusted_for",  "analysed",
                                               "from_years", "published_p",   "published_better"};
/// What both rows of a study must agree on besides.
const std::vector<std::string> of_the_study{"group",      "accrual_years", "follow_up_years", "dropout_per_year",
                                            "same_women", "randomised"};
/// What the rows of a study may differ in.
const std::vector<std::string> of_the_arm{"strategy", "women", "other_strategy", "other_share", "selection_sd"};
const std::vector<std::string> of_nothing{"study", "note"};

std::vector<std::string> known_columns() {
    std::vector<std::string> all = of_nothing;
    for (const auto* some : {&of_the_arm, &of_the_study, &of_the_analysis})
        all.insert(all.end(), some->begin(), some->end());
    return all;
}

bool is_one_of(const std::string& column, const std::vector<std::string>& columns) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

constexpr double largest_arm = 1e6, longest_years = 200;

class DesignReader : private RowReader {
public:
    DesignReader(const CsvTable& table, const Model& model) : RowReader(table), model_(model) {}

    std::vector<StudyDesign> read() {
        check_columns();
        finish_where_wrong();
        std::vector<std::vector<const CsvRow*>> studies;
        std::map<std::string, std::size_t> places;
        for (const CsvRow& row : table().rows) {
            const std::string& name = text(row, "study");
            if (name.empty()) complain(row, "study", "is empty; expected the name of a study");
            if (is_formula(name)) complain(row, "study", formula_refusal(name));
            const auto [place, is_new] = places.try_emplace(name, studies.size());
            if (is_new) studies.emplace_back();
            studies[place->second].push_back(&row);
        }
        if (studies.empty()) complain_of_header("", "no study; expected two rows a study");
        std::vector<StudyDesign> designs;
        std::map<std::string, const std::vector<const CsvRow*>*> first_of;
        for (const std::vector<const CsvRow*>& rows : studies) {
            designs.push_back(study_of(rows));
            const std::string& women = designs.back().same_women;
            if (women.empty() || rows.size() != 2) continue;
            const auto [first, is_new] = first_of.try_emplace(women, &rows);
            if (!is_new) check_same_women(*first->second, rows);
        }
        finish_where_wrong();
        return designs;
    }

private:
    void check_columns() {
        for (const std::string& column : table().header) {
            if (column.starts_with(odds_prefix) || column.starts_with(share_prefix)) continue;
            if (!is_one_of(column, known_columns()))
                complain_of_header(column, "column " + unknown_name(column, known_columns()) +
                                               "; selection is in columns odds:FACTOR=LEVEL and share:FACTOR=LEVEL");
        }
        for (const std::string& column : required_columns)
            if (!table().find_column(column)) complain_of_header(column, "missing column");
    }

    /// Everyone where the field is empty.
    WomenClass women_class(const CsvRow& row, const std::string& column) {
        if (text(row, column).empty()) return {};
        return resolved(row, column, [&] { return parse_women(model_, text(row, column)); });
    }

    StrategyIndex strategy(const CsvRow& row, const std::string& column) {
        const std::string& name = text(row, column);
        std::vector<std::string> names;
        for (StrategyIndex s; s < model_.strategies.size(); ++s) {
            if (model_.strategies[s].name == name) return s;
            names.push_back(model_.strategies[s].name);
        }
        complain(row, column, "strategy " + unknown_name(name, names));
        return {};
    }

    std::optional<Selection> selection(const CsvRow& row, const std::string& column) {
        const bool odds = column.starts_with(odds_prefix);
        if ((!odds && !column.starts_with(share_prefix)) || text(row, column).empty()) return std::nullopt;
        const std::string women = column.substr(odds ? odds_prefix.size() : share_prefix.size());
        Selection result{resolved(row, column, [&] { return parse_women(model_, women); }), odds, 0};
        if (result.women.size() > 1) complain(row, column, "names more than one factor; give each a column of its own");
        result.value = odds ? number(row, column, 0, 1e6, {}) : number(row, column, 0, 1, {});
        return result;
    }

    StudyArm arm_of(const CsvRow& row) {
        StudyArm arm;
        arm.strategy = strategy(row, "strategy");
        const double women = number(row, "women", 1, largest_arm, {});
        if (women != std::floor(women)) complain(row, "women", "expected a whole number");
        arm.women = static_cast<std::uint32_t>(women);
        arm.other_share = number(row, "other_share", 0, 1, 0);
        if (!text(row, "other_strategy").empty()) arm.other_strategy = strategy(row, "other_strategy");
        if (arm.other_strategy.has_value() != (arm.other_share > 0))
            complain(row, "other_share", "other_strategy and other_share (above 0) go together");
        for (const std::string& column : table().header)
            if (auto one = selection(row, column)) arm.selections.push_back(*std::move(one));
        arm.selection_sd = number(row, "selection_sd", 0, 10, 0);
        if (arm.selection_sd > 0 && std::none_of(arm.selections.begin(), arm.selections.end(),
                                                 [](const Selection& one) { return one.is_odds; }))
            complain(row, "selection_sd", "is of the odds of selection, and this arm has none in a column odds:...");
        return arm;
    }

    void check_agreement(const std::vector<const CsvRow*>& rows) {
        for (const auto* columns : {&of_the_study, &of_the_analysis})
            for (const std::string& column : *columns)
                if (text(*rows[0], column) != text(*rows[1], column))
                    complain(*rows[1], column,
                             fmt::format("differs from line {}; both rows of a study have the same", rows[0]->line));
    }

    /// Analyses of the same women differ in what is analysed alone.
    void check_same_women(const std::vector<const CsvRow*>& first, const std::vector<const CsvRow*>& rows) {
        for (std::size_t k = 0; k < rows.size(); ++k)
            for (const std::string& column : table().header)
                if (!is_one_of(column, of_nothing) && !is_one_of(column, of_the_analysis) &&
                    text(*first[k], column) != text(*rows[k], column))
                    complain(*rows[k], column,
                             fmt::format("differs from line {}, whose same_women these are", first[k]->line));
    }

    std::optional<PublishedP> published_p(const CsvRow& row, const StudyDesign& study) {
        const std::string& printed = text(row, "published_p");
        const std::string& better = text(row, "published_better");
        if (printed.empty()) {
            if (!better.empty()) complain(row, "published_better", "says which arm of no published_p");
            return std::nullopt;
        }
        const bool below = printed.front() == '<';
        const std::string digits = printed.substr(below ? 1 : 0);
        const auto value = parse_number(digits);
        // Its decimals say how it was rounded: 9e-3 or 0 would not.
        const bool as_printed =
            digits.find('.') != std::string::npos && digits.find_first_not_of("0123456789.") == std::string::npos;
        if (!value || !as_printed || *value < 0 || *value > 1) {
            complain(row, "published_p",
                     fmt::format("'{}': expected a number from 0 to 1 as printed, such as 0.009 or <0.001", printed));
            return std::nullopt;
        }
        const std::size_t point = printed.find('.');
        const double decimals = point == std::string::npos ? 0 : static_cast<double>(printed.size() - point - 1);
        const double half = std::pow(10.0, -decimals) / 2;
        PublishedP p{*value, std::max(0.0, *value - half), std::min(1.0, *value + half), {}};
        if (below) p = {*value, 0, *value, {}};
        if (study.same_women.empty())
            complain(row, "published_p", "needs same_women, a name for the women of this study");
        if (better.empty()) return p;
        const StrategyIndex arm = strategy(row, "published_better");
        if (arm != study.first.strategy && arm != study.second.strategy)
            complain(row, "published_better", fmt::format("'{}' is no arm of this study", better));
        p.first_better = arm == study.first.strategy;
        return p;
    }

    void read_analysis(const CsvRow& row, StudyDesign& study) {
        study.endpoint = text(row, "endpoint");
        const std::vector<std::string> endpoints = endpoint_names(model_);
        const bool counted = study.endpoint != restricted_mean_name && !study.endpoint.starts_with("occupancy:");
        if (std::find(endpoints.begin(), endpoints.end(), study.endpoint) == endpoints.end() || !counted)
            complain(row, "endpoint",
                     "endpoint " + unknown_name(study.endpoint, endpoints) + ", or no time to an event");
        const auto place = std::find(estimate_names.begin(), estimate_names.end(), text(row, "estimate"));
        if (place == estimate_names.end())
            complain(row, "estimate",
                     fmt::format("'{}': expected {}", text(row, "estimate"), fmt::join(estimate_names, ", ")));
        else
            study.estimate = static_cast<StudyEstimate>(place - estimate_names.begin());
        const bool hazards = study.estimate >= StudyEstimate::logrank;
        const std::string& measure = text(row, "measure");
        study.measure = hazards ? Measure::hr : Measure::rr_alive;
        const auto named = find_measure(measure);
        const bool fits = hazards ? named == Measure::hr
                                  : named == Measure::rr_alive || named == Measure::rr_event || named == Measure::rd;
        if (!measure.empty() && !fits)
            complain(row, "measure",
                     fmt::format("'{}': of {} expected {}", measure, to_text(study.estimate),
                                 hazards ? "hr" : "rr_alive, rr_event or rd"));
        else if (named)
            study.measure = *named;
        study.from_years = number(row, "from_years", 0, longest_years, 0);
        if (study.from_years > 0 && !hazards)
            complain(row, "from_years", "counts and Kaplan-Meier begin at entry; use logrank, cox or matched");
        study.analysed = women_class(row, "analysed");
        if (!study.analysed.empty() && study.same_women.empty())
            complain(row, "analysed", "needs same_women; a study of its own women names them in group");
        study.published_p = published_p(row, study);
        for (const std::string& factor : split_text(text(row, "adjusted_for"), ';'))
            if (!factor.empty()) add_factor(row, factor, study);
        if (study.adjusted_for.empty() && study.estimate == StudyEstimate::matched)
            complain(row, "adjusted_for", "is empty; women are matched by some factors");
        if (!study.adjusted_for.empty() && !hazards)
            complain(row, "adjusted_for", "counts and Kaplan-Meier are crude; use logrank, cox or matched");
    }

    void add_factor(const CsvRow& row, const std::string& name, StudyDesign& study) {
        std::vector<std::string> names;
        for (std::size_t f = 0; f < model_.factors.size(); ++f) {
            if (model_.factors[f].name == name) return study.adjusted_for.push_back(f);
            names.push_back(model_.factors[f].name);
        }
        complain(row, "adjusted_for", "factor " + unknown_name(name, names));
    }

    StudyDesign study_of(const std::vector<const CsvRow*>& rows) {
        StudyDesign study;
        const CsvRow& row = *rows.front();
        study.name = text(row, "study");
        if (rows.size() != 2) {
            complain(row, "study", fmt::format("'{}' has {} rows; expected two, one an arm", study.name, rows.size()));
            return study;
        }
        check_agreement(rows);
        study.first = arm_of(*rows[0]);
        study.second = arm_of(*rows[1]);
        if (study.first.strategy == model_.reference_strategy && study.second.strategy != model_.reference_strategy)
            std::swap(study.first, study.second);
        study.accrual_years = number(row, "accrual_years", 0, longest_years, {});
        study.follow_up_years = number(row, "follow_up_years", 0, longest_years, 0);
        study.dropout_per_year = number(row, "dropout_per_year", 0, 100, 0);
        study.horizon_years = number(row, "horizon_years", 0, longest_years, {});
        if (study.longest_years() * model_.grid_per_year < 1)
            complain(row, "follow_up_years", "with accrual_years less than a bin of the config: nobody is followed");
        if (study.horizon_years * model_.grid_per_year < 1)
            complain(row, "horizon_years", "is less than a bin of the config");
        study.same_women = text(row, "same_women");
        study.group = women_class(row, "group");
        study.randomised = yes_or_no(row, "randomised");
        read_analysis(row, study);
        return study;
    }

    const Model& model_;
};

}  // namespace

const char* to_text(StudyEstimate estimate) {
    return estimate_names[static_cast<std::size_t>(estimate)];
}

std::vector<std::vector<std::size_t>> studies_of_the_same_women(const std::vector<StudyDesign>& designs) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::string, std::size_t> places;
    for (std::size_t d = 0; d < designs.size(); ++d) {
        const std::string& women = designs[d].same_women;
        const auto [place, is_new] =
            women.empty() ? std::pair{places.end(), true} : places.try_emplace(women, groups.size());
        if (is_new)
            groups.push_back({d});
        else
            groups[place->second].push_back(d);
    }
    return groups;
}

std::vector<StudyDesign> read_designs(const CsvTable& table, const Model& model) {
    return DesignReader(table, model).read();
}

}  // namespace ibtr::studies
