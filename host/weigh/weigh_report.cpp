#include "weigh/weigh_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "study/describe.hpp"

namespace ibtr::weigh {
namespace {

using WeighJson = nlohmann::ordered_json;

double value_of(const std::vector<double>& values, std::size_t place) {
    return place < values.size() ? values[place] : undefined;
}

void put(CsvText& csv, const Spread& spread) {
    csv.fields(spread.median, spread.low, spread.high);
}

/// The rows that a reader sees first: main errors and priors, the last reading of the time.
std::vector<const WeightRow*> main_rows(const Contest& contest, const Weighed& weighed, Of of) {
    const std::string horizon = time_choices(contest).back().name;
    std::vector<const WeightRow*> rows;
    for (const WeightRow& row : weighed.weights)
        if (row.errors == "main" && row.prior == "main" && row.of == of && row.horizon == horizon) rows.push_back(&row);
    return rows;
}

}  // namespace

std::string weigh_csv(const Weighed& weighed) {
    CsvText csv(
        "explanation,targets,horizon,errors,prior,log_marginal_likelihood,log_marginal_likelihood_se,"
        "effective_draws,bayes_factor,log10_bayes_factor,log10_bayes_factor_se,posterior_probability,log_maximum,"
        "maximum_at_first,maximum_at_second\n");
    for (const WeightRow& row : weighed.weights)
        csv.row(row.explanation, to_text(row.of), row.horizon, row.errors, row.prior, row.log_likelihood,
                row.log_likelihood_se, row.effective_draws, std::pow(10, row.log10_bayes_factor),
                row.log10_bayes_factor, row.log10_bayes_factor_se, row.probability, row.log_maximum,
                value_of(row.maximum_at, 0), value_of(row.maximum_at, 1));
    return csv.take();
}

std::string parameters_csv(const Weighed& weighed) {
    CsvText csv("explanation,parameter,given,horizon,median,low,high\n");
    for (const ParameterRow& row : weighed.parameters) {
        csv.fields(row.explanation, row.parameter, row.given, row.horizon);
        put(csv, row.value);
        csv.end_row();
    }
    return csv.take();
}

std::string targets_csv(const Weighed& weighed, const TargetChoice& choice) {
    CsvText csv(
        "explanation,target,use,time_years,published,pub_low,pub_high,prior_median,prior_low,prior_high,prior_p,"
        "posterior_median,posterior_low,posterior_high,posterior_p,reason\n");
    for (const PredictionRow& row : weighed.predictions) {
        csv.fields(row.explanation, row.target, row.fitted ? "fitted" : "held_out", row.years, row.published, row.low,
                   row.high);
        put(csv, row.prior);
        csv.field(row.prior_p);
        put(csv, row.posterior);
        csv.row(row.posterior_p, "");
    }
    for (const LeftOut& one : choice.left_out) {
        csv.fields("", one.target, "left_out");
        for (int k = 0; k < 12; ++k) csv.field(undefined);
        csv.row(one.reason);
    }
    return csv.take();
}

std::string scores_csv(const Weighed& weighed) {
    CsvText csv("explanation,horizon,errors,log_score,log_score_se,against_first,against_first_se\n");
    for (const ScoreRow& row : weighed.scores)
        csv.row(row.explanation, row.horizon, row.errors, row.log_score, row.log_score_se, row.against_first,
                row.against_first_se);
    return csv.take();
}

std::string roots_csv(const Weighed& weighed) {
    CsvText csv(
        "explanation,parameter,target,time_years,wanted,from,to,draws,share_without_root,standard_error,median,"
        "low,high\n");
    for (const RootRow& row : weighed.roots) {
        csv.fields(row.explanation, row.parameter, row.target, row.years, row.wanted, row.low, row.high,
                   std::to_string(row.draws), row.share_without, row.share_without_se);
        put(csv, row.root);
        csv.end_row();
    }
    return csv.take();
}

std::string interpolation_csv(const Weighed& weighed) {
    CsvText csv("explanation,points,largest_error_in_sd,target\n");
    for (const InterpolationRow& row : weighed.interpolation)
        csv.row(row.explanation, std::to_string(row.points), row.largest_error, row.target);
    return csv.take();
}

std::string weigh_json(const Contest& contest, const Weighed& weighed, const RunIdentity& identity, JsonLayout layout) {
    double worst = 0;
    for (const InterpolationRow& row : weighed.interpolation) worst = std::max(worst, row.largest_error);
    WeighJson explanations = WeighJson::array();
    for (const Of of : {Of::fitted, Of::all})
        for (const WeightRow* row : main_rows(contest, weighed, of))
            explanations.push_back({{"explanation", row->explanation},
                                    {"targets", to_text(of)},
                                    {"horizon", row->horizon},
                                    {"log_marginal_likelihood", number_or_null(row->log_likelihood)},
                                    {"log10_bayes_factor", number_or_null(row->log10_bayes_factor)},
                                    {"log10_bayes_factor_se", number_or_null(row->log10_bayes_factor_se)},
                                    {"posterior_probability", number_or_null(row->probability)},
                                    {"effective_draws", number_or_null(row->effective_draws)}});
    const WeighJson json{{"schema", 1},
                         {"command", "weigh"},
                         {"config_hash", identity.config_hash},
                         {"draws", weighed.draws},
                         {"usable_draws", weighed.usable},
                         {"largest_interpolation_error_in_sd", worst},
                         {"explanations", explanations}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2);
}

std::string weigh_table(const Contest& contest, const Weighed& weighed) {
    std::string text = fmt::format("{} of {} draws have every number; horizon of unknown times: {}\n", weighed.usable,
                                   weighed.draws, time_choices(contest).back().name);
    for (const Of of : {Of::fitted, Of::all}) {
        const std::vector<const WeightRow*> rows = main_rows(contest, weighed, of);
        if (rows.empty()) continue;
        text += fmt::format("{:<44} {:>10} {:>14} {:>12} {:>10} {:>10}\n",
                            of == Of::fitted ? "fitted targets" : "all targets", "log L", "log10 BF (se)",
                            "probability", "log L max", "eff. draws");
        for (const WeightRow* row : rows)
            text += fmt::format("{:<44} {:10.2f} {:7.2f} ({:.2f}) {:12.3f} {:10.2f} {:10.1f}\n", row->explanation,
                                row->log_likelihood, row->log10_bayes_factor, row->log10_bayes_factor_se,
                                row->probability, row->log_maximum, row->effective_draws);
    }
    return text;
}

FileNames weigh_files() {
    return {"weigh.csv",       "weigh_parameters.csv",    "weigh_targets.csv", "weigh_scores.csv", "weigh_roots.csv",
            "weigh_nodes.csv", "weigh_interpolation.csv", "summary.json",      manifest_file};
}

}  // namespace ibtr::weigh
