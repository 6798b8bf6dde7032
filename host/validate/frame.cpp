#include "validate/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "estimate/hazard_ratio.hpp"
#include "ibtr/error.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"
#include "validate/estimand_values.hpp"

namespace ibtr::validation {
namespace {

/// The model up to another horizon, with every stratum a cell of its own.
Model by_stratum(Model model, double horizon_years) {
    model.horizon_years = horizon_years;
    model.landmarks_years = {horizon_years};
    model.batches = 1;  // errors of simulated numbers come from replicates
    model.group_factors.resize(model.factors.size());
    std::iota(model.group_factors.begin(), model.group_factors.end(), std::size_t{0});
    return model;
}

template <class Named>
std::size_t index_of(const std::vector<Named>& things, const std::string& name, const char* what) {
    std::vector<std::string> names;
    for (const Named& thing : things) names.push_back(thing.name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw UsageError(fmt::format("{} {}", what, unknown_name(name, names)));
    return static_cast<std::size_t>(found - names.begin());
}

/// Log of (1 - d/n)^(d_k/d) of one bin, as in docs/model.md, "Endpoints": other events censored.
double log_net_step(const double* at_risk, const double* of_interest, std::size_t bin) {
    const double n = bin == 0 ? 1.0 : survivors(at_risk[bin - 1]);
    const double d = events_in(at_risk, bin), d_k = events_in(of_interest, bin);
    if (!(n > 0) || d_k == 0) return 0;
    return d_k / d * std::log1p(-std::min(d / n, 1.0));
}

}  // namespace

CellSource exact_cells(const ExactOptions& options) {
    return [options](const Model& model, const Parameters& parameters, const Population& population,
                     const EventGraph& graph, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const ContinuousHazards hazards(model, parameters, population);
        return expected_incidence(plan, mixtures, population, solve_exact(model, population, graph, hazards, options));
    };
}

CellSource simulated_cells(const SimulatedWomen& women) {
    return [women](const Model& model, const Parameters& parameters, const Population& population,
                   const EventGraph& graph, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const Tables tables = compile(model, parameters, population, graph);
        const WorkPlan work(model, population, graph, women.patients, women.seed, women.replicate, {0, women.patients});
        return fine_incidence(plan, mixtures, women.simulate(tables, work));
    };
}

Frame::Frame(const Model& model, const Parameters& parameters, double horizon_years, const CellSource& source)
    : model_(by_stratum(model, horizon_years)),
      parameters_(parameters),
      population_(make_population(model_, parameters_)),
      graph_(make_event_graph(model_)),
      plan_(plan_endpoints(model_, graph_)),
      mixtures_(model_, parameters_, population_),
      cells_(source(model_, parameters_, population_, graph_, plan_, mixtures_)) {}

std::size_t Frame::strategy(const std::string& name) const {
    return index_of(model_.strategies, name, "strategy");
}

const Endpoint& Frame::endpoint(const std::string& name) const {
    return plan_.endpoints[index_of(plan_.endpoints, name, "endpoint")];
}

std::vector<std::size_t> Frame::factors(const std::vector<std::string>& names) const {
    std::vector<std::size_t> result;
    for (const std::string& name : names) result.push_back(index_of(model_.factors, name, "factor"));
    return result;
}

ArmOfWomen Frame::restricted(std::size_t strategy, std::vector<double> weights, const WomenClass& group) const {
    double total = 0;
    for (std::size_t h = 0; h < weights.size(); ++h) {
        const std::vector<std::size_t>& levels = population_.strata[h].levels;
        const bool inside = std::all_of(group.begin(), group.end(), [&](const auto& condition) {
            const auto& [factor, admitted] = condition;
            return std::find(admitted.begin(), admitted.end(), levels[factor]) != admitted.end();
        });
        if (!inside) weights[h] = 0;
        total += weights[h];
    }
    if (!group.empty() || total != 1)
        for (double& weight : weights) weight /= total;
    return {strategy, std::move(weights)};
}

ArmOfWomen Frame::observed(std::size_t strategy, const WomenClass& group) const {
    return restricted(
        strategy, cell_weights(model_, parameters_, population_, strategy, {"all", {}}, PopulationKind::as_observed),
        group);
}

ArmOfWomen Frame::standardised(std::size_t strategy, const WomenClass& group, const std::vector<std::size_t>& over,
                               std::size_t to_treated) const {
    Model model = model_;
    model.standardisation = {over, to_treated};
    return restricted(
        strategy, cell_weights(model, parameters_, population_, strategy, {"all", {}}, PopulationKind::standardised),
        group);
}

double Frame::alive(const Endpoint& endpoint, const Arm& arm, double years) const {
    const auto series = [&](std::size_t s) { return arm.cumulative.data() + s * cells_.intervals; };
    const bool is_net = endpoint.kind == EndpointKind::net_survival;
    const double position = years * model_.grid_per_year;
    const double whole = std::abs(position - std::round(position)) < 1e-9 ? std::round(position) : std::floor(position);
    const auto bins = static_cast<std::size_t>(whole);
    const auto log_alive = [&](std::size_t end) {
        if (!is_net) return end == 0 ? 0.0 : std::log(survivors(series(endpoint.estimated)[end - 1]));
        double sum = 0;
        for (std::size_t bin = 0; bin < end; ++bin)
            sum += log_net_step(series(endpoint.at_risk), series(endpoint.events), bin);
        return sum;
    };
    const double share = position - whole;
    const double before = log_alive(bins);
    return std::exp(share > 1e-9 ? std::lerp(before, log_alive(bins + 1), share) : before);
}

double Frame::hazard_ratio(const Endpoint& endpoint, const ArmOfWomen& a, const ArmOfWomen& b,
                           const std::vector<std::size_t>& within, double years) const {
    std::map<std::vector<std::size_t>, std::pair<ArmOfWomen, ArmOfWomen>> classes;
    for (std::size_t h = 0; h < population_.strata.size(); ++h) {
        std::vector<std::size_t> key;
        for (const std::size_t factor : within) key.push_back(population_.strata[h].levels[factor]);
        auto& [in_a, in_b] = classes[key];
        if (in_a.weights.empty()) {
            in_a = {a.strategy, std::vector<double>(a.weights.size(), 0.0)};
            in_b = {b.strategy, std::vector<double>(b.weights.size(), 0.0)};
        }
        in_a.weights[h] = a.weights[h];
        in_b.weights[h] = b.weights[h];
    }
    const auto bins = static_cast<std::size_t>(std::lround(years * model_.grid_per_year));
    const std::vector<double> widths(cells_.intervals, 1.0);
    RiskIntervals risk;
    for (auto& [key, pair] : classes) {
        const auto normalise = [](std::vector<double>& weights) {
            const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
            if (total > 0 && total != 1)
                for (double& weight : weights) weight /= total;
            return total;
        };
        const double share_a = normalise(pair.first.weights), share_b = normalise(pair.second.weights);
        if (!(share_a > 0) || !(share_b > 0)) continue;
        const Arm arm_a = arm(pair.first), arm_b = arm(pair.second);
        const auto women = [&](const Arm& arm, double share) {
            return at_risk(endpoint, widths, arm.cumulative.data(), arm.offset.data(), share);
        };
        risk.add(women(arm_a, share_a), women(arm_b, share_b), 0, bins);
    }
    return std::exp(risk.log_ratio(0));
}

}  // namespace ibtr::validation
