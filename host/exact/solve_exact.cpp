#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/parallel.hpp"
#include "exact/budget.hpp"
#include "exact/cycle_chain.hpp"
#include "exact/distinct_problems.hpp"
#include "exact/integrator.hpp"
#include "exact/level.hpp"
#include "exact/matrix_exponential.hpp"
#include "ibtr/exact.hpp"

namespace ibtr {
namespace exact {
namespace {

/// Steps a bin that every problem is solved with; the last is halved further where the tolerance asks for it.
constexpr std::size_t first_steps[] = {1, 2, 4};
constexpr std::size_t most_steps = 128;
/// Halving goes on while all problems together would stay within this work at the next step size. A fixed
/// amount, not a time: the result must not depend on the machine.
constexpr double refinement_work = 4e9;
/// Ages of one piece of parallel work; sums are added in the order of the pieces.
constexpr std::size_t ages_a_piece = 16;
/// Problems worked on at a time: bounds the memory.
constexpr std::size_t problems_a_group = 64;

struct RefinedSums {
    BinSums sums;
    double step_error = 0;
};

/// Richardson extrapolation of a second-order result: error terms in even powers of the step.
BinSums extrapolate(const BinSums& coarse, const BinSums& fine) {
    BinSums better(fine.probability.size());
    for (std::size_t i = 0; i < fine.probability.size(); ++i) {
        better.probability[i] = fine.probability[i] + (fine.probability[i] - coarse.probability[i]) / 3;
        better.offset[i] = fine.offset[i] + (fine.offset[i] - coarse.offset[i]) / 3;
    }
    return better;
}

/// Largest difference of the probability of any edge by the end of any bin, or of the time before the horizon
/// that an edge's events lie from the start of their bins, as a share of the horizon.
double largest_change(const BinSums& a, const BinSums& b, std::size_t bins) {
    double largest = 0, probability = 0, offset = 0;
    for (std::size_t i = 0; i < a.probability.size(); ++i) {
        if (i % bins == 0) probability = offset = 0;
        probability += a.probability[i] - b.probability[i];
        offset += a.offset[i] - b.offset[i];
        largest = std::max({largest, std::abs(probability), std::abs(offset) / static_cast<double>(bins)});
    }
    return largest;
}

/// Memory of one thread.
struct Worker {
    StepInputs inputs;
    Integrator integrator;
};

class Solver {
public:
    Solver(const Model& model, const HazardSource& hazards, const ExactOptions& options, const TimeLimit& limit,
           unsigned threads)
        : model_(model), hazards_(hazards), options_(options), limit_(limit), threads_(threads) {}

    /// @param share work that one problem may spend on a level beyond the first ones
    std::vector<RefinedSums> solve(const DistinctProblem* problems, std::size_t count, double share) {
        std::vector<RefinedSums> solutions(count);
        std::vector<std::size_t> active;
        for (std::size_t p = 0; p < count; ++p)
            if (problems[p].rates_per_year.empty()) active.push_back(p);
        parallel_for(count, threads_, [&](std::size_t p) {
            limit_.check();
            if (!problems[p].rates_per_year.empty()) solutions[p].sums = markov(problems[p]);
        });
        refine(problems, active, share, solutions);
        return solutions;
    }

    std::vector<RefinedSums> solve_in_cycles(const DistinctProblem* problems, std::size_t count) {
        std::vector<RefinedSums> solutions(count);
        parallel_for(count, threads_, [&](std::size_t p) {
            solutions[p].sums = solve_cycles(model_, hazards_, problems[p], [this] { limit_.check(); });
        });
        return solutions;
    }

private:
    [[nodiscard]] BinSums markov(const DistinctProblem& problem) const {
        std::vector<double> rates = problem.rates_per_year;
        for (double& rate : rates) rate /= static_cast<double>(model_.grid_per_year);
        return solve_markov(problem.graph, rates, model_.bins());
    }

    void refine(const DistinctProblem* problems, std::vector<std::size_t> active, double share,
                std::vector<RefinedSums>& solutions) {
        constexpr double infinite = std::numeric_limits<double>::infinity();
        for (const std::size_t p : active) solutions[p].step_error = infinite;
        std::vector<BinSums> coarse(solutions.size()), before(solutions.size());
        for (std::size_t steps = first_steps[0]; !active.empty(); steps *= 2) {
            std::vector<BinSums> fine = level(problems, active, steps);
            std::vector<std::size_t> unfinished;
            for (std::size_t k = 0; k < active.size(); ++k) {
                const std::size_t p = active[k];
                RefinedSums& solution = solutions[p];
                if (steps > first_steps[0]) {
                    BinSums latest = extrapolate(coarse[p], fine[k]);
                    const double error =
                        steps > first_steps[1] ? 2 * largest_change(before[p], latest, model_.bins()) : infinite;
                    // Halving may make things worse for a while, where it is about to resolve a fast transient.
                    if (error <= solution.step_error) solution = {latest, error};
                    before[p] = std::move(latest);
                }
                coarse[p] = std::move(fine[k]);
                const bool done = steps >= first_steps[2] &&
                                  (solution.step_error <= options_.step_tolerance || 2 * steps > most_steps ||
                                   level_work(model_, problems[p], 2 * steps) > share);
                if (!done) unfinished.push_back(p);
            }
            active = std::move(unfinished);
        }
    }

    /// Solves the chosen problems with so many steps a bin.
    [[nodiscard]] std::vector<BinSums> level(const DistinctProblem* problems, const std::vector<std::size_t>& chosen,
                                             std::size_t steps_per_bin) {
        struct Piece {
            std::size_t rank, first_age, last_age;
        };
        LevelMaker& maker = makers_.try_emplace(steps_per_bin, model_, hazards_, steps_per_bin).first->second;
        std::vector<Level> levels;
        std::vector<Piece> pieces;
        for (std::size_t k = 0; k < chosen.size(); ++k) {
            limit_.check();
            levels.push_back(maker.make(problems[chosen[k]]));
            const std::size_t ages = levels[k].ages().weights.size();
            for (std::size_t a = 0; a < ages; a += ages_a_piece)
                pieces.push_back({k, a, std::min(ages, a + ages_a_piece)});
        }
        std::vector<BinSums> parts(pieces.size());
        parallel_for(pieces.size(), threads_, [&](std::size_t i) {
            const Piece& piece = pieces[i];
            const ReachableGraph& graph = problems[chosen[piece.rank]].graph;
            parts[i] = BinSums(graph.exit_count * model_.bins());
            Worker worker = workers_.borrow([] { return Worker{}; });
            for (std::size_t a = piece.first_age; a < piece.last_age; ++a) {
                limit_.check();
                levels[piece.rank].set_inputs(a, worker.inputs);
                worker.integrator.run(graph, worker.inputs, levels[piece.rank].ages().weights[a], parts[i]);
            }
            workers_.give_back(std::move(worker));
        });
        std::vector<BinSums> sums(chosen.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            BinSums& sum = sums[pieces[i].rank];
            if (pieces[i].first_age == 0)
                sum = std::move(parts[i]);
            else
                sum += parts[i];
        }
        return sums;
    }

    const Model& model_;
    const HazardSource& hazards_;
    const ExactOptions& options_;
    const TimeLimit& limit_;
    unsigned threads_;
    Pool<Worker> workers_;
    std::map<std::size_t, LevelMaker> makers_;  ///< by steps a bin: what problems share outlives their group
};

/// Before any refinement of steps.
double work_of(const Model& model, const std::vector<DistinctProblem>& problems) {
    double work = 0;
    for (const DistinctProblem& problem : problems) {
        if (!problem.rates_per_year.empty()) {
            work += markov_work(model, problem);
        } else {
            for (const std::size_t steps : first_steps) work += level_work(model, problem, steps);
        }
    }
    return work;
}

void require_budget(const Model& model, const std::vector<DistinctProblem>& problems, double budget_seconds,
                    unsigned threads) {
    if (budget_seconds <= 0) return;
    const double seconds = work_of(model, problems) * seconds_per_unit_of_work() / threads;
    if (seconds <= budget_seconds) return;
    throw BudgetExceeded(fmt::format("the exact solution would take about {:.1f} s, more than its budget of {:.3g} s",
                                     seconds, budget_seconds));
}

/// Writes the sums of a graph's exits where the tallies have their edges; all others stay 0.
void store(const ReachableGraph& graph, const BinSums& sums, std::size_t first, ExpectedTallies& tallies) {
    for (const ReachableGraph::Node& node : graph.nodes) {
        for (const ReachableGraph::Exit& exit : node.exits) {
            const std::size_t from = exit.row * tallies.bins, to = first + exit.edge * tallies.bins;
            for (std::size_t bin = 0; bin < tallies.bins; ++bin) {
                // Extrapolation may overshoot a vanishing probability in its last digits.
                const double probability = std::max(0.0, sums.probability[from + bin]);
                tallies.probability[to + bin] = probability;
                tallies.offset_bins[to + bin] = std::clamp(sums.offset[from + bin], 0.0, probability);
            }
        }
    }
}

}  // namespace
}  // namespace exact

double exact_work(const Model& model, const Population& population, const EventGraph& graph,
                  const HazardSource& hazards) {
    if (model.cycle_years) return 0;
    return exact::work_of(model,
                          exact::distinct_problems(model, population, graph, hazards, ExactMethod::automatic).problems);
}

ExpectedTallies solve_exact(const Model& model, const Population& population, const EventGraph& graph,
                            const HazardSource& hazards, const ExactOptions& options) {
    const unsigned threads = thread_count(options.threads);
    const exact::TimeLimit limit(options);
    const exact::ProblemList list = exact::distinct_problems(model, population, graph, hazards, options.method);
    const std::vector<exact::DistinctProblem>& problems = list.problems;
    if (!model.cycle_years) exact::require_budget(model, problems, options.budget_seconds, threads);

    ExpectedTallies tallies;
    tallies.strategies = model.simulated_strategies().size();
    tallies.strata = population.strata.size();
    tallies.edges = graph.edges.size();
    tallies.bins = model.bins();
    const std::size_t block = tallies.edges * tallies.bins;
    tallies.probability.resize(list.solved_by.size() * block);
    tallies.offset_bins.resize(list.solved_by.size() * block);

    exact::Solver solver(model, hazards, options, limit, threads);
    const double share = exact::refinement_work / static_cast<double>(problems.size());
    for (std::size_t first = 0; first < problems.size(); first += exact::problems_a_group) {
        const std::size_t count = std::min(exact::problems_a_group, problems.size() - first);
        const std::vector<exact::RefinedSums> solutions = model.cycle_years
                                                              ? solver.solve_in_cycles(problems.data() + first, count)
                                                              : solver.solve(problems.data() + first, count, share);
        for (std::size_t i = 0; i < list.solved_by.size(); ++i) {
            const std::size_t p = list.solved_by[i];
            if (p >= first && p < first + count)
                exact::store(problems[p].graph, solutions[p - first].sums, i * block, tallies);
        }
        for (const exact::RefinedSums& solution : solutions)
            tallies.step_error = std::max(tallies.step_error, solution.step_error);
    }
    return tallies;
}

}  // namespace ibtr
