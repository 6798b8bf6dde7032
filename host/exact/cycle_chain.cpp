#include "exact/cycle_chain.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "hazard/cycle_hazards.hpp"

namespace ibtr::exact {
namespace {

/// Share of a stratum's patients whose age, in whole cycles above the start of the band, is each.
std::vector<double> age_weights(const AgeBand* band, double cycle_years) {
    if (band == nullptr || !(band->high_years > band->low_years)) return {1};
    const double width = band->high_years - band->low_years;
    const std::vector<double>& years = band->single_year_weights;
    const auto below = [&](double x) {  // share younger than x above the start of the band
        x = std::min(x, width);
        if (years.empty()) return x / width;
        double total = 0, sum = 0;
        for (std::size_t year = 0; year < years.size(); ++year) {
            total += years[year];
            sum += years[year] * std::clamp(x - static_cast<double>(year), 0.0, 1.0);
        }
        return sum / total;
    };
    std::vector<double> weights;
    for (std::size_t cycle = 0; static_cast<double>(cycle) * cycle_years < width * (1 - 1e-12); ++cycle)
        weights.push_back(below(static_cast<double>(cycle + 1) * cycle_years) -
                          below(static_cast<double>(cycle) * cycle_years));
    return weights;
}

class Chain {
public:
    Chain(const Model& model, const HazardSource& hazards, const DistinctProblem& problem)
        : model_(model),
          hazards_(hazards),
          problem_(problem),
          cycle_years_(*model.cycle_years),
          bins_a_cycle_(model.bins_a_cycle()),
          cycles_(model.bins() / bins_a_cycle_),
          sums_(problem.graph.exit_count * model.bins()) {
        for (const ReachableGraph::Node& node : problem.graph.nodes) turns_.push_back(turns_of(node));
    }

    BinSums solve(const std::function<void()>& check) {
        const std::vector<double> ages = age_weights(problem_.band, cycle_years_);
        for (std::size_t age = 0; age < ages.size(); ++age) {
            if (!(ages[age] > 0)) continue;
            check();
            run(age, ages[age]);
        }
        return std::move(sums_);
    }

private:
    struct Exit {
        const ReachableGraph::Exit* exit;
        Clock clock;
        const std::vector<double>* rises;  ///< of the cumulative hazard, by cycle on the clock
    };
    /// Exits of a node that exclude one another; turns follow one after another.
    using Turn = std::vector<Exit>;
    using Residents = std::vector<std::vector<double>>;  ///< [node][cycles since entry]

    std::vector<Turn> turns_of(const ReachableGraph::Node& node) {
        std::vector<Turn> turns;
        if (node.exits.empty()) return turns;
        for (const CycleGroup& group : cycle_groups(model_, node.state)) {
            Turn turn;
            for (const ReachableGraph::Exit& exit : node.exits)
                if (std::find(group.transitions.begin(), group.transitions.end(), exit.transition) !=
                    group.transitions.end())
                    turn.push_back({&exit, group.clock, &rises_of(problem_.functions[exit.transition], group.clock)});
            if (!turn.empty()) turns.push_back(std::move(turn));
        }
        return turns;
    }

    const std::vector<double>& rises_of(HazardFunctionIndex function, Clock clock) {
        const auto [place, is_new] = rises_.try_emplace(function);
        if (is_new) {
            const bool by_age = clock == Clock::age && problem_.band != nullptr;
            const double from = by_age ? problem_.band->low_years : 0;
            const double ages = by_age ? problem_.band->high_years - problem_.band->low_years : 0;
            const auto count = cycles_ + static_cast<std::size_t>(std::ceil(ages / cycle_years_));
            double before = hazards_.cumulative(function, from);
            for (std::size_t cycle = 1; cycle <= count; ++cycle) {
                const double now = hazards_.cumulative(function, from + static_cast<double>(cycle) * cycle_years_);
                place->second.push_back(std::max(0.0, now - before));
                before = now;
            }
        }
        return place->second;
    }

    /// Whether people in a node are told apart by the cycles since they entered it, or its block.
    [[nodiscard]] bool by_residence(std::size_t n) const {
        return problem_.graph.nodes[n].block || std::any_of(turns_[n].begin(), turns_[n].end(), [](const Turn& turn) {
                   return turn.front().clock == Clock::sojourn;
               });
    }

    void run(std::size_t age, double weight) {
        // [node][cycles since entry]; one class where nothing depends on it
        Residents here(problem_.graph.nodes.size());
        here[problem_.graph.start] = {weight};
        for (std::size_t cycle = 0; cycle < cycles_; ++cycle) {
            Residents arrivals(here.size(), std::vector<double>(1, 0));
            for (std::size_t n = 0; n < here.size(); ++n)
                for (std::size_t residence = 0; residence < here[n].size(); ++residence)
                    here[n][residence] = leave(n, {cycle, residence, age + cycle}, here[n][residence], arrivals);
            for (std::size_t n = 0; n < here.size(); ++n) {
                if (turns_[n].empty()) continue;
                if (by_residence(n)) here[n].insert(here[n].begin(), 0);
                here[n].resize(std::max(here[n].size(), arrivals[n].size()));
                for (std::size_t k = 0; k < arrivals[n].size(); ++k) here[n][k] += arrivals[n][k];
            }
        }
    }

    struct Moment {
        std::size_t cycle, residence, age;

        [[nodiscard]] std::size_t on(Clock clock) const {
            return clock == Clock::time ? cycle : clock == Clock::age ? age : residence;
        }
    };

    /// @return who stays
    double leave(std::size_t n, const Moment& at, double mass, Residents& arrivals) {
        if (mass == 0) return 0;
        const std::size_t bin = (at.cycle + 1) * bins_a_cycle_ - 1;
        for (const Turn& turn : turns_[n]) {
            double together = 0;
            for (const Exit& exit : turn) together += (*exit.rises)[at.on(exit.clock)];
            if (!(together > 0)) continue;
            const double left = mass * -std::expm1(-together);
            for (const Exit& exit : turn) {
                const double flow = left * ((*exit.rises)[at.on(exit.clock)] / together);
                std::vector<double>& into = arrivals[exit.exit->to];
                const std::size_t since_entry = exit.exit->same_block ? at.residence + 1 : 0;
                into.resize(std::max(into.size(), since_entry + 1));
                into[since_entry] += flow;
                const std::size_t place = exit.exit->row * model_.bins() + bin;
                sums_.probability[place] += flow;
                sums_.offset[place] += flow;  // at the end of the bin
            }
            mass -= left;
        }
        return mass;
    }

    const Model& model_;
    const HazardSource& hazards_;
    const DistinctProblem& problem_;
    double cycle_years_;
    std::size_t bins_a_cycle_, cycles_;
    BinSums sums_;
    std::map<std::size_t, std::vector<double>> rises_;  ///< by function
    std::vector<std::vector<Turn>> turns_;              ///< by node
};

}  // namespace

BinSums solve_cycles(const Model& model, const HazardSource& hazards, const DistinctProblem& problem,
                     const std::function<void()>& check) {
    return Chain(model, hazards, problem).solve(check);
}

}  // namespace ibtr::exact
