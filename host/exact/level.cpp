#include "exact/level.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "exact/step.hpp"

namespace ibtr::exact {
namespace {

/// 32 MiB of increments and kernels a grid of steps.
constexpr std::size_t most_numbers_kept = std::size_t{1} << 22;

}  // namespace

void Level::set_inputs(std::size_t age_node, StepInputs& inputs) const {
    inputs.bins = bins_;
    inputs.steps_per_bin = steps_per_bin_;
    inputs.transitions.resize(model_transitions_);
    inputs.states.resize(model_states_);
    inputs.since_entry.resize(model_transitions_);
    for (const SinceEntry& source : since_entry_)
        inputs.since_entry[source.transition] = {source.increments, source.multiplier};
    const std::size_t steps = inputs.steps();
    for (const State& from : states_) {
        StepInputs::State& state = inputs.states[from.state];
        state.kernel = from.kernel;
        state.decrement.assign(steps, 0);
        for (const Source& source : from.calendar) {
            const double* increment = source.increments->at_age(age_node);
            inputs.transitions[source.transition] = {increment, source.multiplier};
            for (std::size_t i = 0; i < steps; ++i)
                state.decrement[i] += std::min(source.multiplier * increment[i], largest_increment);
        }
        state.survival.resize(steps);
        state.mean_survival.resize(steps);
        for (std::size_t i = 0; i < steps; ++i) {
            state.survival[i] = std::exp(-state.decrement[i]);
            state.mean_survival[i] = mean_survival(state.decrement[i], state.survival[i]);
        }
    }
}

LevelMaker::LevelMaker(const Model& model, const HazardSource& hazards, std::size_t steps_per_bin)
    : model_(model),
      hazards_(hazards),
      steps_per_bin_(steps_per_bin),
      steps_(model.bins() * steps_per_bin),
      step_years_(1 / (static_cast<double>(model.grid_per_year) * static_cast<double>(steps_per_bin))) {}

void LevelMaker::bound_memory() {
    if (numbers_kept_ < most_numbers_kept) return;
    increments_.clear();
    kernels_.clear();
    entry_increments_.clear();
    averages_.clear();
    numbers_kept_ = 0;
}

Level LevelMaker::make(const DistinctProblem& problem) {
    bound_memory();
    Level level;
    const AgeRule ages = age_rule(problem.band, model_.grid_per_year, steps_per_bin_);
    level.ages_ = problem.same_age_hazard ? age_rule(nullptr, model_.grid_per_year, steps_per_bin_) : ages;
    level.bins_ = model_.bins();
    level.steps_per_bin_ = steps_per_bin_;
    level.model_states_ = model_.states.size();
    level.model_transitions_ = model_.transitions.size();

    std::vector<bool> done(model_.states.size(), false);
    for (const ReachableGraph::Node& node : problem.graph.nodes) {
        if (node.exits.empty() || done[node.state]) continue;
        done[node.state] = true;
        Level::State state{node.state, {}, nullptr};
        std::vector<TransitionIndex> on_sojourn;
        for (const ReachableGraph::Exit& exit : node.exits) {
            const double multiplier = problem.multipliers[exit.transition];
            if (exit.sojourn && node.block) {
                level.since_entry_.push_back(
                    {exit.transition, multiplier, entry_increments(problem.functions[exit.transition])});
            } else if (exit.sojourn) {
                on_sojourn.push_back(exit.transition);
            } else if (problem.same_age_hazard && model_.transitions[exit.transition].clock == Clock::age) {
                state.calendar.push_back({exit.transition, 1, average(problem, exit.transition, ages)});
            } else {
                state.calendar.push_back({exit.transition, multiplier, increments(problem, exit.transition, ages)});
            }
        }
        if (!on_sojourn.empty()) state.kernel = kernel(problem, on_sojourn);
        level.states_.push_back(std::move(state));
    }
    return level;
}

std::shared_ptr<const Increments> LevelMaker::increments(const DistinctProblem& problem, TransitionIndex transition,
                                                         const AgeRule& ages) {
    const bool on_age = model_.transitions[transition].clock == Clock::age;
    const HazardFunctionIndex function = problem.functions[transition];
    std::vector<double> name{static_cast<double>(function)};
    if (on_age) name.insert(name.end(), {ages.first_years, ages.spacing_years});
    std::shared_ptr<const Increments>& known = increments_[name];
    if (known) return known;

    Increments made;
    const auto append = [&](double start_years, std::size_t count) {
        double before = hazards_.cumulative(function, start_years);
        for (std::size_t i = 1; i <= count; ++i) {
            const double clock = start_years + static_cast<double>(i) * step_years_;
            const double now = hazards_.cumulative(function, clock);
            made.values.push_back(std::max(0.0, now - before));
            before = now;
        }
    };
    if (!on_age) {
        append(0, steps_);
    } else if (ages.on_grid) {
        append(ages.first_years, steps_ + ages.weights.size() - 1);
        made.stride = 1;
    } else {
        for (std::size_t node = 0; node < ages.weights.size(); ++node) append(ages.age_years(node), steps_);
        made.stride = steps_;
    }
    numbers_kept_ += made.values.size();
    known = std::make_shared<const Increments>(std::move(made));
    return known;
}

std::shared_ptr<const SojournKernel> LevelMaker::kernel(const DistinctProblem& problem,
                                                        const std::vector<TransitionIndex>& transitions) {
    std::vector<double> name;
    std::vector<SojournExit> exits;
    for (const TransitionIndex transition : transitions) {
        const double multiplier = problem.multipliers[transition];
        name.insert(name.end(), {static_cast<double>(problem.functions[transition]), multiplier});
        exits.push_back({problem.functions[transition], multiplier});
    }
    std::shared_ptr<const SojournKernel>& known = kernels_[name];
    if (known) return known;
    known = std::make_shared<const SojournKernel>(make_sojourn_kernel(hazards_, exits, steps_, step_years_));
    numbers_kept_ += 2 * steps_ * (1 + known->leaving.size());
    return known;
}

std::shared_ptr<const EntryIncrements> LevelMaker::entry_increments(HazardFunctionIndex function) {
    std::shared_ptr<const EntryIncrements>& known = entry_increments_[function];
    if (known) return known;
    EntryIncrements made;
    double before = hazards_.cumulative(function, 0);
    for (std::size_t half = 1; half <= 2 * steps_; ++half) {
        const double now = hazards_.cumulative(function, static_cast<double>(half) * step_years_ / 2);
        made.push_back(std::max(0.0, now - before));
        before = now;
    }
    numbers_kept_ += 2 * steps_;
    known = std::make_shared<const EntryIncrements>(std::move(made));
    return known;
}

std::shared_ptr<const Increments> LevelMaker::average(const DistinctProblem& problem, TransitionIndex transition,
                                                      const AgeRule& ages) {
    const double multiplier = problem.multipliers[transition];
    const std::vector<double> hazard{static_cast<double>(problem.functions[transition]), multiplier};
    std::shared_ptr<const Increments>& known = averages_[{problem.band, hazard}];
    if (known) return known;
    known = std::make_shared<const Increments>(averaged(*increments(problem, transition, ages), multiplier, ages));
    numbers_kept_ += steps_;
    return known;
}

Increments LevelMaker::averaged(const Increments& increments, double multiplier, const AgeRule& ages) const {
    Increments survival = increments;  // of each step
    for (double& value : survival.values) value = std::exp(-std::min(multiplier * value, largest_increment));
    Increments average{std::vector<double>(steps_), 0};
    std::vector<double> alive = ages.weights;
    double before = 1;
    for (std::size_t i = 0; i < steps_; ++i) {
        double now = 0;
        for (std::size_t a = 0; a < alive.size(); ++a) {
            alive[a] *= survival.at_age(a)[i];
            now += alive[a];
        }
        average.values[i] = now > 0 ? std::max(0.0, std::log(before / now)) : largest_increment;
        before = now;
        if (before < 1e-100) {  // as good as nobody; only ratios matter from here on
            for (double& share : alive) share = before > 1e-280 ? share / before : 0;
            before = before > 1e-280 ? 1 : 0;
        }
    }
    return average;
}

AgeRule age_rule(const AgeBand* band, unsigned grid_per_year, std::size_t steps_per_bin) {
    if (band == nullptr) return {0, 0, {1.0}, true};
    const double width = band->high_years - band->low_years;
    if (width <= 0) return {band->low_years, 0, {1.0}, true};

    const double bins = width * static_cast<double>(grid_per_year);
    const double whole_bins = std::max(1.0, std::ceil(bins - 1e-9));
    const std::size_t panels = static_cast<std::size_t>(whole_bins) * steps_per_bin;
    AgeRule rule{band->low_years, width / static_cast<double>(panels), std::vector<double>(panels + 1, 0),
                 std::abs(whole_bins - bins) < 1e-9};
    double total = 0;
    for (std::size_t panel = 0; panel < panels; ++panel) {
        double density = 1;
        if (!band->single_year_weights.empty()) {
            const auto year = static_cast<std::size_t>((static_cast<double>(panel) + 0.5) * rule.spacing_years);
            density = band->single_year_weights[std::min(year, band->single_year_weights.size() - 1)];
        }
        rule.weights[panel] += density;
        rule.weights[panel + 1] += density;
        total += 2 * density;
    }
    for (double& weight : rule.weights) weight /= total;
    return rule;
}

}  // namespace ibtr::exact
