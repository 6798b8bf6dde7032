#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "exact/distinct_problems.hpp"
#include "exact/sojourn_kernel.hpp"
#include "exact/step.hpp"
#include "ibtr/model.hpp"

namespace ibtr::exact {

/// Trapezoidal rule for an average over the ages of a band at time zero. Nodes lie one time step apart where
/// the band allows it, so that birthdays, where the hazards of a life table jump, fall between steps.
struct AgeRule {
    double first_years = 0;
    double spacing_years = 0;     ///< 0 for a single age
    std::vector<double> weights;  ///< [node], summing to 1
    bool on_grid = true;          ///< spacing is the time step

    [[nodiscard]] double age_years(std::size_t node) const {
        return first_years + static_cast<double>(node) * spacing_years;
    }
};

/// @param band null where nothing depends on age.
AgeRule age_rule(const AgeBand* band, unsigned grid_per_year, std::size_t steps_per_bin);

/// Increments of one baseline cumulative hazard over the steps, for each starting age of a rule.
struct Increments {
    std::vector<double> values;
    std::size_t stride = 0;  ///< from one age to the next: 1 on the grid, 0 where age plays no part

    [[nodiscard]] const double* at_age(std::size_t node) const { return values.data() + node * stride; }
};

/// A problem on one grid of steps.
class Level {
public:
    [[nodiscard]] const AgeRule& ages() const { return ages_; }
    /// Hazards of the women of one age; `inputs` is overwritten, its memory kept.
    void set_inputs(std::size_t age_node, StepInputs& inputs) const;

private:
    friend class LevelMaker;
    struct Source {
        TransitionIndex transition;
        double multiplier;
        std::shared_ptr<const Increments> increments;  ///< null on the sojourn clock
    };
    struct SinceEntry {
        TransitionIndex transition;
        double multiplier;
        std::shared_ptr<const EntryIncrements> increments;
    };
    struct State {
        std::size_t state;
        std::vector<Source> calendar;
        std::shared_ptr<const SojournKernel> kernel;
    };
    AgeRule ages_;
    std::size_t bins_ = 0, steps_per_bin_ = 0, model_states_ = 0, model_transitions_ = 0;
    std::vector<State> states_;
    std::vector<SinceEntry> since_entry_;
};

/// Prepares problems for one grid of steps; what several problems share is computed once, while memory allows.
class LevelMaker {
public:
    LevelMaker(const Model& model, const HazardSource& hazards, std::size_t steps_per_bin);
    Level make(const DistinctProblem& problem);

private:
    /// Forgets what it has made where that has become much; levels keep what is theirs.
    void bound_memory();
    std::shared_ptr<const Increments> increments(const DistinctProblem& problem, TransitionIndex transition,
                                                 const AgeRule& ages);
    std::shared_ptr<const SojournKernel> kernel(const DistinctProblem& problem,
                                                const std::vector<TransitionIndex>& transitions);
    std::shared_ptr<const EntryIncrements> entry_increments(HazardFunctionIndex function);
    /// The one increment array -ln of the survival averaged over ages, where every node has the same age hazard.
    std::shared_ptr<const Increments> average(const DistinctProblem& problem, TransitionIndex transition,
                                              const AgeRule& ages);
    [[nodiscard]] Increments averaged(const Increments& increments, double multiplier, const AgeRule& ages) const;

    const Model& model_;
    const HazardSource& hazards_;
    std::size_t steps_per_bin_, steps_;
    double step_years_;
    std::size_t numbers_kept_ = 0;
    std::map<std::vector<double>, std::shared_ptr<const Increments>> increments_;
    std::map<std::vector<double>, std::shared_ptr<const SojournKernel>> kernels_;
    std::map<std::size_t, std::shared_ptr<const EntryIncrements>> entry_increments_;
    std::map<std::pair<const AgeBand*, std::vector<double>>, std::shared_ptr<const Increments>> averages_;
};

}  // namespace ibtr::exact
