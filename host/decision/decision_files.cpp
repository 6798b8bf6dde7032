#include "decision/decision_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "economics/economics_tables.hpp"

namespace ibtr::decision {
namespace {

double for_population(const DecisionResults& results, double evpi) {
    return results.population ? evpi * results.population->patients() : undefined;
}

std::string ceac_text(const DecisionResults& results) {
    CsvText csv("willingness_to_pay,strategy,net_benefit,probability_best,on_frontier\n");
    for (const psa::Acceptability& at : results.choice)
        for (std::size_t s = 0; s < results.strategies.size(); ++s)
            csv.row(at.willingness, results.strategies[s], at.net_benefit[s], at.probability_uncorrected[s],
                    s == at.best ? "yes" : "no");
    return csv.take();
}

std::string evpi_text(const DecisionResults& results) {
    CsvText csv("willingness_to_pay,best_strategy,evpi,evpi_se,population_evpi\n");
    for (const psa::Acceptability& at : results.choice)
        csv.row(at.willingness, results.strategies[at.best], at.evpi_uncorrected, at.evpi_uncorrected_se,
                for_population(results, at.evpi_uncorrected));
    return csv.take();
}

std::string plane_text(const DecisionResults& results) {
    CsvText csv(
        "strategy,comparator,incremental_cost,incremental_effect,icer,icer_low,icer_high,dearer_better,cheaper_better,"
        "dearer_worse,cheaper_worse\n");
    for (std::size_t s = 0; s < results.strategies.size(); ++s) {
        if (s == results.reference) continue;
        const PlanePoint& point = results.plane[s];
        csv.row(results.strategies[s], results.strategies[results.reference], point.cost, point.effect, point.icer,
                point.icer_interval.low, point.icer_interval.high, point.dearer_better, point.cheaper_better,
                point.dearer_worse, point.cheaper_worse);
    }
    return csv.take();
}

/// The interval where there is one; else where the draws lie.
std::string ratio_in_words(const PlanePoint& point) {
    if (!std::isnan(point.icer_interval.low))
        return fmt::format("ICER {} [{}, {}]", money(point.icer), money(point.icer_interval.low),
                           money(point.icer_interval.high));
    return fmt::format(
        "no bounded interval of the ICER; draws: {:.0f} % dearer and better, {:.0f} % cheaper and better, {:.0f} % "
        "dearer "
        "and worse, {:.0f} % cheaper and worse",
        100 * point.dearer_better, 100 * point.cheaper_better, 100 * point.dearer_worse, 100 * point.cheaper_worse);
}

}  // namespace

double DecisionPopulation::patients() const {
    double sum = 0;
    for (unsigned t = 1; t <= years; ++t)
        sum += incidence_per_year * std::pow(1 + discount_per_year, -static_cast<double>(t));
    return sum;
}

DecisionResults decide(const OwnDraws& draws, StrategyIndex reference, const std::vector<double>& willingness,
                       const std::optional<DecisionPopulation>& population) {
    DecisionResults results{draws.strategies, reference, {}, plane(draws.draws, reference), population};
    for (const double each : willingness) results.choice.push_back(psa::acceptability(draws.draws, each));
    return results;
}

void write_decision(const DecisionResults& results, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("ceac.csv", ceac_text(results));
    folder.write("evpi.csv", evpi_text(results));
    folder.write("plane.csv", plane_text(results));
    folder.write("summary.json", decision_json(results));
}

FileNames decision_files() {
    return {"ceac.csv", "evpi.csv", "plane.csv", "summary.json"};
}

std::string decision_table(const DecisionResults& results) {
    std::size_t width = 8;
    for (const std::string& name : results.strategies) width = std::max(width, name.size());
    std::string text = fmt::format("Against {}:\n", results.strategies[results.reference]);
    for (std::size_t s = 0; s < results.strategies.size(); ++s) {
        if (s == results.reference) continue;
        const PlanePoint& point = results.plane[s];
        text += fmt::format("  {:<{}}  cost {:>10}  effect {:>8.4f}  {}\n", results.strategies[s], width,
                            money(point.cost), point.effect, ratio_in_words(point));
    }
    text += fmt::format("\nChoice by mean net benefit:\n  {:>12}  {:<{}}  {:>12}  {:>13}  {:>10}  {}\n", "willingness",
                        "best", width, "net benefit", "best in draws", "EVPI", results.population ? "population" : "");
    for (const psa::Acceptability& at : results.choice)
        text += fmt::format("  {:>12}  {:<{}}  {:>12}  {:>11.0f} %  {:>10}  {}\n", money(at.willingness),
                            results.strategies[at.best], width, money(at.net_benefit[at.best]),
                            100 * at.probability_uncorrected[at.best], fmt::format("{:.4g}", at.evpi_uncorrected),
                            results.population ? money(for_population(results, at.evpi_uncorrected)) : "");
    return text;
}

std::string decision_json(const DecisionResults& results) {
    using Json = nlohmann::ordered_json;
    Json choice = Json::array(), points = Json::array();
    for (const psa::Acceptability& at : results.choice) {
        Json shares = Json::object();
        for (std::size_t s = 0; s < results.strategies.size(); ++s)
            shares[results.strategies[s]] = at.probability_uncorrected[s];
        choice.push_back({{"willingness_to_pay", at.willingness},
                          {"best", results.strategies[at.best]},
                          {"probability_best", std::move(shares)},
                          {"evpi", at.evpi_uncorrected},
                          {"population_evpi", number_or_null(for_population(results, at.evpi_uncorrected))}});
    }
    for (std::size_t s = 0; s < results.strategies.size(); ++s) {
        if (s == results.reference) continue;
        const PlanePoint& point = results.plane[s];
        points.push_back({{"strategy", results.strategies[s]},
                          {"incremental_cost", point.cost},
                          {"incremental_effect", point.effect},
                          {"icer", number_or_null(point.icer)},
                          {"icer_low", number_or_null(point.icer_interval.low)},
                          {"icer_high", number_or_null(point.icer_interval.high)}});
    }
    const Json json = {{"schema", 1},
                       {"reference", results.strategies[results.reference]},
                       {"choice", std::move(choice)},
                       {"plane", std::move(points)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace ibtr::decision
