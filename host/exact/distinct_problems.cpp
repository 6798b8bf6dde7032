#include "exact/distinct_problems.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "exact/matrix_exponential.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr::exact {
namespace {

/// A hazard counts as constant where no step's increment differs from the mean by more than this, relatively.
constexpr double constant_within = 1e-11;

/// Which transitions can happen.
std::vector<bool> positive(const std::vector<double>& multipliers) {
    std::vector<bool> result(multipliers.size());
    std::transform(multipliers.begin(), multipliers.end(), result.begin(), [](double m) { return m > 0; });
    return result;
}

class ProblemFinder {
public:
    ProblemFinder(const Model& model, const Population& population, const EventGraph& graph,
                  const HazardSource& hazards, ExactMethod method)
        : model_(model), population_(population), graph_(graph), hazards_(hazards), method_(method) {}

    ProblemList find() {
        ProblemList list;
        std::map<std::vector<double>, std::size_t> known;
        for (SimulatedIndex strategy; strategy < model_.simulated_strategies().size(); ++strategy) {
            for (StratumIndex stratum; stratum < population_.strata.size(); ++stratum) {
                const std::vector<double> multipliers =
                    reachable(start_node(stratum), multipliers_of(strategy, stratum));
                const std::vector<HazardFunctionIndex> functions = functions_of(strategy, stratum);
                const auto [place, is_new] =
                    known.try_emplace(key(stratum, functions, multipliers), list.problems.size());
                if (is_new) list.problems.push_back(make(stratum, functions, multipliers));
                list.solved_by.push_back(place->second);
            }
        }
        return list;
    }

private:
    [[nodiscard]] std::vector<double> multipliers_of(SimulatedIndex strategy, StratumIndex stratum) const {
        std::vector<double> multipliers;
        for (TransitionIndex t; t < model_.transitions.size(); ++t)
            multipliers.push_back(hazards_.multiplier(strategy, stratum, t));
        return multipliers;
    }

    [[nodiscard]] std::vector<HazardFunctionIndex> functions_of(SimulatedIndex strategy, StratumIndex stratum) const {
        std::vector<HazardFunctionIndex> functions;
        for (TransitionIndex t; t < model_.transitions.size(); ++t)
            functions.push_back(hazards_.function(strategy, stratum, t));
        return functions;
    }

    [[nodiscard]] std::size_t start_node(StratumIndex stratum) const {
        return graph_.start_in(start_of(model_, population_.strata[stratum].levels));
    }

    /// The multipliers with 0 for transitions that nobody ever comes to: women who differ in these alone are alike.
    [[nodiscard]] std::vector<double> reachable(std::size_t start, std::vector<double> multipliers) {
        const std::vector<bool> possible = positive(multipliers);
        const auto [place, is_new] = reachable_.try_emplace({start, possible}, possible.size(), false);
        std::vector<bool>& taken = place->second;
        if (is_new)
            for (const ReachableGraph::Node& node : reachable_graph(model_, graph_, start, possible).nodes)
                for (const ReachableGraph::Exit& exit : node.exits) taken[exit.transition] = true;
        for (std::size_t t = 0; t < multipliers.size(); ++t)
            if (!taken[t]) multipliers[t] = 0;
        return multipliers;
    }

    /// Null without an age factor: everyone is at age 0 then.
    [[nodiscard]] const AgeBand* band_of(std::size_t stratum) const {
        const std::optional<std::size_t> factor = model_.age_factor();
        if (!factor) return nullptr;
        return &model_.factors[*factor].age_bands[population_.strata[stratum].levels[*factor]];
    }

    /// Everything that a solution depends on, as numbers.
    [[nodiscard]] std::vector<double> key(StratumIndex stratum, const std::vector<HazardFunctionIndex>& functions,
                                          const std::vector<double>& multipliers) const {
        std::vector<double> numbers = multipliers;
        numbers.push_back(static_cast<double>(start_node(stratum)));
        bool on_age = false;
        for (TransitionIndex t; t < multipliers.size(); ++t) {
            numbers.push_back(multipliers[t] > 0 ? static_cast<double>(functions[t]) : 0);
            on_age = on_age || (multipliers[t] > 0 && model_.transitions[t].clock == Clock::age);
        }
        const std::optional<std::size_t> factor = model_.age_factor();
        if (on_age && factor) numbers.push_back(static_cast<double>(population_.strata[stratum].levels[*factor]));
        return numbers;
    }

    [[nodiscard]] DistinctProblem make(StratumIndex stratum, const std::vector<HazardFunctionIndex>& functions,
                                       const std::vector<double>& multipliers) {
        DistinctProblem problem;
        problem.functions = functions;
        problem.multipliers = multipliers;
        const std::vector<bool> possible = positive(multipliers);
        problem.graph = reachable_graph(model_, graph_, start_node(stratum), possible);
        if (problem.graph.uses(Clock::age, model_)) problem.band = band_of(stratum);
        problem.same_age_hazard = problem.band != nullptr && same_age_hazard(problem);
        if (method_ == ExactMethod::automatic && !model_.cycle_years) problem.rates_per_year = constant_rates(problem);
        return problem;
    }

    /// Whether age-clock exits remove women from every node alike and for good.
    [[nodiscard]] bool same_age_hazard(const DistinctProblem& problem) const {
        std::optional<std::pair<HazardFunctionIndex, double>> common;
        for (const auto& component : problem.graph.components) {
            for (const std::size_t n : component) {
                std::optional<std::pair<HazardFunctionIndex, double>> here;
                for (const ReachableGraph::Exit& exit : problem.graph.nodes[n].exits) {
                    if (model_.transitions[exit.transition].clock != Clock::age) continue;
                    if (exit.leads_on || here) return false;
                    here = {problem.functions[exit.transition], problem.multipliers[exit.transition]};
                }
                if (!here || (common && *common != *here)) return false;
                common = here;
            }
        }
        return common.has_value();
    }

    /// Rates per year where all possible exits have a constant hazard and the graph is small enough.
    [[nodiscard]] std::vector<double> constant_rates(const DistinctProblem& problem) {
        std::size_t nodes = 0;
        for (const auto& component : problem.graph.components) nodes += component.size();
        if (nodes > max_markov_nodes) return {};
        std::vector<double> rates(model_.transitions.size(), 0);
        for (const ReachableGraph::Node& node : problem.graph.nodes) {
            for (const ReachableGraph::Exit& exit : node.exits) {
                const std::optional<double> rate = constant_rate(problem, exit.transition);
                if (!rate) return {};
                rates[exit.transition] = *rate * problem.multipliers[exit.transition];
                if (rates[exit.transition] > max_hazard_per_year) return {};
            }
        }
        return rates;
    }

    [[nodiscard]] std::optional<double> constant_rate(const DistinctProblem& problem, TransitionIndex transition) {
        const bool on_age = model_.transitions[transition].clock == Clock::age;
        const AgeBand ages = on_age && problem.band != nullptr ? *problem.band : AgeBand{};
        const double low = ages.low_years;
        const double high = ages.high_years + model_.horizon_years;
        const HazardFunctionIndex function = problem.functions[transition];
        const std::vector<double> name{static_cast<double>(function), low, high};
        const auto [place, is_new] = rates_.try_emplace(name);
        if (is_new) place->second = find_constant_rate(function, low, high);
        return place->second;
    }

    [[nodiscard]] std::optional<double> find_constant_rate(HazardFunctionIndex function, double low,
                                                           double high) const {
        const auto steps = static_cast<std::size_t>(std::ceil((high - low) * model_.grid_per_year));
        const double width = (high - low) / static_cast<double>(steps);
        const double start = hazards_.cumulative(function, low);
        const double mean = (hazards_.cumulative(function, high) - start) / static_cast<double>(steps);
        double before = start;
        for (std::size_t i = 1; i <= steps; ++i) {
            const double now = hazards_.cumulative(function, low + static_cast<double>(i) * width);
            if (std::abs(now - before - mean) > constant_within * mean) return std::nullopt;
            before = now;
        }
        return mean / width;
    }

    const Model& model_;
    const Population& population_;
    const EventGraph& graph_;
    const HazardSource& hazards_;
    ExactMethod method_;
    std::map<std::vector<double>, std::optional<double>> rates_;
    /// Transitions that are taken, by the start node and those that are possible.
    std::map<std::pair<std::size_t, std::vector<bool>>, std::vector<bool>> reachable_;
};

}  // namespace

ProblemList distinct_problems(const Model& model, const Population& population, const EventGraph& graph,
                              const HazardSource& hazards, ExactMethod method) {
    return ProblemFinder(model, population, graph, hazards, method).find();
}

}  // namespace ibtr::exact
