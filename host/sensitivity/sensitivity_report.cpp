#include "sensitivity/sensitivity_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/rank_correlation.hpp"
#include "sensitivity/smooth_fit.hpp"

namespace ibtr::sensitivity {
namespace {

constexpr const char* outcome_header = "strategy,comparator,population,endpoint,time_years,measure";

void put_outcome(CsvText& csv, const Subject& subject, std::size_t index) {
    const Model& model = subject.model;
    const Quantity& outcome = subject.outcomes[index];
    csv.fields(model.strategies[outcome.strategy].name,
               outcome.comparator ? std::string_view(model.strategies[*outcome.comparator].name) : "",
               to_text(outcome.population), outcome.endpoint, outcome.time_years, to_text(outcome.measure));
}

std::string names(const Model& model, const std::vector<std::size_t>& parameters) {
    std::string text;
    for (const std::size_t parameter : parameters) text += (text.empty() ? "" : "+") + model.parameters[parameter].name;
    return text;
}

}  // namespace

std::vector<const OneWay*> by_swing(const std::vector<OneWay>& rows, std::size_t outcome) {
    std::vector<const OneWay*> sorted;
    sorted.reserve(rows.size());
    for (const OneWay& row : rows) sorted.push_back(&row);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const OneWay* a, const OneWay* b) { return a->swing(outcome) > b->swing(outcome); });
    return sorted;
}

std::string outcome_digits(double value, double size) {
    constexpr double whole_from = 100;  // money: an outcome of this size is no proportion or ratio
    return std::abs(size) >= whole_from ? fmt::format("{:.0f}", value) : fmt::format("{:.4f}", value);
}

std::string one_way_line(const Model& model, const OneWay& row, std::size_t outcome) {
    const double low = row.at_low[outcome], high = row.at_high[outcome];
    const double size = std::max(std::abs(low), std::abs(high));
    const auto digits = [size](double value) { return outcome_digits(value, size); };
    std::string line =
        fmt::format("  {:<32} {} to {}", model.parameters[row.parameter].name, digits(low), digits(high));
    const bool turns = row.smallest[outcome] < std::min(low, high) || row.largest[outcome] > std::max(low, high);
    // Not where it is below what is printed: the base case lies a rounding outside the ends of a flat outcome.
    if (turns && row.swing(outcome) > std::abs(high - low) + 5e-5)
        line += fmt::format(", between them {} to {}", digits(row.smallest[outcome]), digits(row.largest[outcome]));
    return line + "\n";
}

std::string one_way_csv(const Subject& subject, const std::vector<OneWay>& rows, const std::vector<double>& at_base) {
    CsvText csv(std::string(outcome_header) +
                ",parameter,unit,low_value,base_value,high_value,moves_alone,at_low,at_base,at_high,swing,smallest,"
                "largest\n");
    for (const std::size_t outcome : subject.chosen)
        for (const OneWay* row : by_swing(rows, outcome)) {
            const Parameter& parameter = subject.model.parameters[row->parameter];
            put_outcome(csv, subject, outcome);
            csv.row(parameter.name, parameter.unit, row->low, subject.base.values()[row->parameter], row->high,
                    row->moves_alone ? "yes" : "no", row->at_low[outcome], at_base[outcome], row->at_high[outcome],
                    row->swing(outcome), row->smallest[outcome], row->largest[outcome]);
        }
    return csv.take();
}

std::string thresholds_csv(const Subject& subject, const std::vector<std::vector<Threshold>>& rows) {
    CsvText csv("endpoint,parameter,unit,value,best_below,best_above\n");
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (const Threshold& row : rows[r]) {
            const Parameter& parameter = subject.model.parameters[row.parameter];
            csv.row(subject.rankings[r].endpoint, parameter.name, parameter.unit, row.value,
                    subject.model.strategies[row.best_below].name, subject.model.strategies[row.best_above].name);
        }
    return csv.take();
}

std::string changes_text(const Subject& subject, std::size_t ranking, const std::vector<double>& at_base,
                         const std::vector<Threshold>& changes) {
    const auto& strategies = subject.model.strategies;
    const Ranking& by = subject.rankings[ranking];
    std::string text = fmt::format(
        "best by {} at the base case: {}{}\n", by.endpoint, strategies[best_strategy(at_base, by.positions)].name,
        changes.empty() ? "; no single parameter changes that within its 95 % interval" : "");
    for (const Threshold& change : changes)
        text += fmt::format("  {} below {} = {:.5g}, {} above\n", strategies[change.best_below].name,
                            subject.model.parameters[change.parameter].name, change.value,
                            strategies[change.best_above].name);
    return text;
}

std::string two_way_csv(const Subject& subject, const TwoWay& grid) {
    const Model& model = subject.model;
    std::string header = std::string(outcome_header) + "," + model.parameters[grid.first].name + "," +
                         model.parameters[grid.second].name + ",estimate";
    for (const Ranking& ranking : subject.rankings) header += ",best_by_" + ranking.endpoint;
    CsvText csv(header + "\n");
    for (const std::size_t outcome : subject.chosen)
        for (std::size_t i = 0; i < grid.outcomes.size(); ++i) {
            put_outcome(csv, subject, outcome);
            csv.fields(grid.first_values[i / grid.second_values.size()],
                       grid.second_values[i % grid.second_values.size()], grid.outcomes[i][outcome]);
            for (const Ranking& ranking : subject.rankings)
                csv.field(model.strategies[best_strategy(grid.outcomes[i], ranking.positions)].name);
            csv.end_row();
        }
    return csv.take();
}

std::string ranks_csv(const Subject& subject, const DrawTable& draws) {
    CsvText csv(std::string(outcome_header) +
                ",parameter,partial_rank_correlation,ci_low,ci_high,variance_share,variance_share_se\n");
    for (const std::size_t outcome : subject.chosen) {
        const std::vector<double> values = draws.outcome(outcome);
        const std::vector<RankCorrelation> correlations = partial_rank_correlations(draws.inputs, values);
        const Eigen::MatrixXd response =
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
        for (std::size_t i = 0; i < draws.parameters.size(); ++i) {
            const SmoothFit fit({draws.inputs[i]}, response);
            put_outcome(csv, subject, outcome);
            csv.row(subject.model.parameters[draws.parameters[i]].name, correlations[i].value, correlations[i].ci_low,
                    correlations[i].ci_high, fit.explained_share(0), fit.error_of_explained_share(0));
        }
    }
    return csv.take();
}

std::string draws_csv(const Subject& subject, const DrawTable& draws) {
    std::string header = "draw";
    for (const std::size_t parameter : draws.parameters) header += "," + subject.model.parameters[parameter].name;
    for (const std::size_t outcome : subject.chosen)
        header += "," + outcome_text(subject.model, subject.outcomes[outcome]);
    CsvText csv(header + "\n");
    for (std::size_t d = 0; d < draws.draws(); ++d) {
        csv.field(static_cast<double>(d));
        for (const std::vector<double>& values : draws.inputs) csv.field(values[d]);
        for (const std::size_t outcome : subject.chosen) csv.field(draws.outcomes[d][outcome]);
        csv.end_row();
    }
    return csv.take();
}

std::string sobol_csv(const Subject& subject, const std::vector<SobolIndex>& indices) {
    CsvText csv(std::string(outcome_header) + ",parameters,first_order,first_order_se,total,total_se\n");
    for (const std::size_t outcome : subject.chosen)
        for (const SobolIndex& index : indices) {
            put_outcome(csv, subject, outcome);
            const VarianceShare &first = index.first_order[outcome], &total = index.total[outcome];
            csv.row(names(subject.model, index.group), first.value, first.standard_error, total.value,
                    total.standard_error);
        }
    return csv.take();
}

std::string evppi_csv(const Subject& subject, const std::vector<InformationRow>& rows) {
    CsvText csv("parameters,endpoint,value,standard_error\n");
    for (const InformationRow& row : rows)
        csv.row(row.parameters.empty() ? "all" : names(subject.model, row.parameters), row.endpoint, row.value.value,
                row.value.standard_error);
    return csv.take();
}

std::string evsi_csv(const std::vector<SampleRow>& rows) {
    CsvText csv("study,endpoint,value,standard_error,value_by_moments,effective_draws,evppi,evppi_se\n");
    for (const auto& [endpoint, study, found] : rows)
        csv.row(study, endpoint, found.by_regression.value, found.by_regression.standard_error, found.by_moments,
                found.effective_draws, found.perfect.value, found.perfect.standard_error);
    return csv.take();
}

}  // namespace ibtr::sensitivity
