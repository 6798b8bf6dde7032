#include "explore/solution.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "base/json_number.hpp"
#include "base/statistics.hpp"
#include "base/stopwatch.hpp"
#include "economics/economic_results.hpp"
#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/evaluator.hpp"
#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "explore/between_bins.hpp"
#include "ibtr/changed_model.hpp"
#include "ibtr/error.hpp"
#include "ibtr/exact.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

/// A model solved at its base case.
class Solved {
public:
    Solved(const Model& model, const SolveRequest& request)
        : model_(model),
          parameters_(base_parameters(model_)),
          population_(checked_population(model_, parameters_)),
          graph_(make_event_graph(model_)),
          tallies_(solve_exact(model_, population_, graph_, ContinuousHazards(model_, parameters_, population_),
                               {.budget_seconds = 0,
                                .step_tolerance = request.accuracy == Accuracy::coarse ? 1e-3 : 1e-8,
                                .threads = request.threads,
                                .stop_requested = request.stop_requested})),
          plan_(plan_endpoints(model_, graph_)),
          mixtures_(model_, parameters_, population_),
          cells_(expected_incidence(plan_, mixtures_, population_, tallies_)) {}
    Solved(const Solved&) = delete;
    Solved& operator=(const Solved&) = delete;

    [[nodiscard]] const Model& model() const { return model_; }
    [[nodiscard]] const Parameters& parameters() const { return parameters_; }
    [[nodiscard]] Cohort cohort() const { return {model_, parameters_, population_, graph_}; }
    [[nodiscard]] const ExpectedTallies& tallies() const { return tallies_; }
    [[nodiscard]] const EndpointPlan& plan() const { return plan_; }
    [[nodiscard]] const CellIncidence& cells() const { return cells_; }

private:
    static Population checked_population(const Model& model, const Parameters& parameters) {
        Population population = make_population(model, parameters);
        check_weights(model, parameters, population);
        return population;
    }

    Model model_;
    Parameters parameters_;
    Population population_;
    EventGraph graph_;
    ExpectedTallies tallies_;
    EndpointPlan plan_;
    StrategyMixtures mixtures_;
    CellIncidence cells_;
};

/// What a page sees of one endpoint.
struct Curves {
    std::vector<std::vector<double>> of_strategy;            ///< from time 0 on, one a bin
    std::vector<std::vector<std::optional<double>>> ratios;  ///< [strategy][landmark]: of shares with the event
    double uncertainty = 0;                                  ///< of reading between bins
};

double value_at_zero(const Solved& solved, const Endpoint& endpoint, const std::vector<double>& weights) {
    if (endpoint.kind != EndpointKind::occupancy) return value_at_start(solved.model(), endpoint.name);
    const std::vector<double> shares = shares_at_start(solved.cells(), weights);
    return endpoint.state < shares.size() ? shares[endpoint.state] : 0;
}

Curves curves_of(const Solved& solved, const Question& question) {
    const Model& model = solved.model();
    const Cohort cohort = solved.cohort();
    const EndpointIndex e = solved.plan().find(question.endpoint);
    const Endpoint& endpoint = solved.plan().endpoints[e];
    const SliceWeights women =
        slice_weights(model, cohort.parameters, cohort.population, question.group, question.population);
    std::vector<NumberRequest> requests;
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (std::size_t bin = 1; bin <= model.bins(); ++bin)
            requests.push_back({Measure::value, {e, s}, {e, s}, static_cast<double>(bin)});
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (const double years : question.landmarks_years)
            if (endpoint.contrasted)
                requests.push_back({Measure::rr_event,
                                    {e, s},
                                    {e, model.reference_strategy},
                                    std::round(years * model.grid_per_year)});
    const Evaluator evaluator(
        report_setting(model, solved.plan(), SeriesGrids(solved.plan(), TimeGrid::of_bins(model.bins()))), requests);
    const std::vector<double> values = evaluator.evaluate(solved.cells(), women.by_strategy).values;

    Curves curves;
    auto next = values.begin();
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        const double first = women.has_women(s) ? value_at_zero(solved, endpoint, women.by_strategy[s]) : undefined;
        std::vector<double>& curve = curves.of_strategy.emplace_back(1, first);
        curve.insert(curve.end(), next, next + static_cast<std::ptrdiff_t>(model.bins()));
        next += static_cast<std::ptrdiff_t>(model.bins());
    }
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        std::vector<std::optional<double>>& ratios = curves.ratios.emplace_back();
        for (std::size_t k = 0; k < question.landmarks_years.size(); ++k)
            ratios.push_back(endpoint.contrasted ? std::optional(*next++) : std::nullopt);
    }
    return curves;
}

void refine(Curves& curves, std::size_t times_finer) {
    for (std::vector<double>& curve : curves.of_strategy) {
        ReadBetween read = read_between(curve, times_finer);
        curve = std::move(read.values);
        curves.uncertainty = std::max(curves.uncertainty, read.uncertainty);
    }
}

std::vector<double> difference(const std::vector<double>& curve, const std::vector<double>& from) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < curve.size(); ++i) differences.push_back(curve[i] - from[i]);
    return differences;
}

Json numbers(const std::vector<double>& values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(number_or_null(value));
    return list;
}

Json landmarks_json(const Model& model, const Question& question, const Curves& curves) {
    Json rows = Json::array();
    for (std::size_t k = 0; k < question.landmarks_years.size(); ++k) {
        const double years = question.landmarks_years[k];
        const auto bin = static_cast<std::size_t>(std::lround(years * model.grid_per_year));
        const double reference = curves.of_strategy[model.reference_strategy][bin];
        for (std::size_t s = 0; s < model.strategies.size(); ++s) {
            const double value = curves.of_strategy[s][bin];
            const bool compared = s != model.reference_strategy;
            rows.push_back(
                {{"time_years", years},
                 {"strategy", model.strategies[s].name},
                 {"value", number_or_null(value)},
                 {"per_100", number_or_null(100 * value)},
                 {"difference_per_100", compared ? number_or_null(100 * (value - reference)) : Json(nullptr)},
                 {"risk_ratio",
                  compared && curves.ratios[s][k] ? number_or_null(*curves.ratios[s][k]) : Json(nullptr)}});
        }
    }
    return rows;
}

Json decision_json(const Solved& solved, const Economics& economics, const Question& question) {
    const Model& model = solved.model();
    const std::vector<CostsAndEffects> all = economic_results(solved.cohort(), economics, solved.tallies());
    const auto asked = std::find_if(all.begin(), all.end(), [&](const CostsAndEffects& one) {
        return one.population == question.population && one.group == question.group.name;
    });
    if (asked == all.end()) return nullptr;
    Json strategies = Json::array(), benefits = Json::array();
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        const CostsAndEffects::OfStrategy& of = asked->strategies[s];
        strategies.push_back(
            {{"strategy", model.strategies[s].name},
             {"life_years", number_or_null(of.life_years.value)},
             {"qaly", number_or_null(of.qaly.value)},
             {"cost", number_or_null(of.cost.value)},
             {"standing", to_text(of.standing)},
             {"compared_with", of.compared_with ? Json(model.strategies[*of.compared_with].name) : Json(nullptr)},
             {"incremental_cost", number_or_null(of.incremental_cost.value)},
             {"incremental_qaly", number_or_null(of.incremental_qaly.value)},
             {"icer", number_or_null(of.icer.value)}});
    }
    for (const CostsAndEffects::NetBenefit& benefit : asked->net_benefit) {
        std::vector<double> values;
        for (const MeanWithError& one : benefit.of_strategy) values.push_back(one.value);
        benefits.push_back({{"willingness_to_pay", benefit.willingness},
                            {"best", benefit.best ? Json(model.strategies[*benefit.best].name) : Json(nullptr)},
                            {"values", numbers(values)}});
    }
    return {
        {"currency", economics.currency}, {"strategies", std::move(strategies)}, {"net_benefit", std::move(benefits)}};
}

/// Parameters that are computed from others.
Json derived_json(const Solved& solved) {
    Json values = Json::array();
    const std::vector<Parameter>& parameters = solved.model().parameters;
    for (std::size_t k = 0; k < parameters.size(); ++k)
        if (!parameters[k].expression.empty())
            values.push_back(
                {{"name", parameters[k].name}, {"value", number_or_null(solved.parameters().values()[k])}});
    return values;
}

}  // namespace

Json solve(const LoadedConfig& config, const SolveRequest& asked) {
    const Stopwatch stopwatch;
    SolveRequest request = asked;
    const Question& question = request.question;
    const Model& model = config.model;
    const std::optional<unsigned> grid =
        request.accuracy == Accuracy::coarse ? coarse_grid(model, config.economics, question) : std::nullopt;
    if (!grid) request.accuracy = Accuracy::exact;
    const Solved solved(grid ? changed_model(model, [&](Model& other) { other.grid_per_year = *grid; }) : model,
                        request);
    Curves curves = curves_of(solved, question);
    if (grid) refine(curves, model.grid_per_year / *grid);

    Json lines = Json::array(), differences = Json::array();
    std::vector<double> times;
    for (std::size_t bin = 0; bin <= model.bins(); ++bin)
        times.push_back(static_cast<double>(bin) / model.grid_per_year);
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        const std::string& name = model.strategies[s].name;
        lines.push_back({{"strategy", name}, {"values", numbers(curves.of_strategy[s])}});
        if (s == model.reference_strategy) continue;
        const std::vector<double>& reference = curves.of_strategy[model.reference_strategy];
        differences.push_back({{"strategy", name}, {"values", numbers(difference(curves.of_strategy[s], reference))}});
    }
    return {{"accuracy", grid ? "coarse" : "exact"},
            {"error_bound", solved.tallies().step_error + curves.uncertainty},
            {"endpoint", question.endpoint},
            {"group", question.group.name},
            {"population", to_text(question.population)},
            {"comparator", model.strategies[model.reference_strategy].name},
            {"time_years", times},
            {"curves", std::move(lines)},
            {"differences", std::move(differences)},
            {"landmarks", landmarks_json(model, question, curves)},
            {"decision", config.economics ? decision_json(solved, *config.economics, question) : Json(nullptr)},
            {"derived", derived_json(solved)},
            {"solve_seconds", stopwatch.seconds()}};
}

}  // namespace ibtr::explore
