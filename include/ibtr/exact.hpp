#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {

/// The hazards that an exact solution integrates. Clock values in years; age clock: age in years.
class HazardSource {
public:
    virtual ~HazardSource() = default;
    /// The baseline cumulative hazard of a transition. Equal indices, equal functions: work on one function is done
    /// once, whichever strategies, strata and transitions share it.
    [[nodiscard]] virtual HazardFunctionIndex function(SimulatedIndex strategy, StratumIndex stratum,
                                                       TransitionIndex transition) const = 0;
    /// Factor on that hazard.
    [[nodiscard]] virtual double multiplier(SimulatedIndex strategy, StratumIndex stratum,
                                            TransitionIndex transition) const = 0;
    /// A baseline cumulative hazard, up to an additive constant a function.
    [[nodiscard]] virtual double cumulative(HazardFunctionIndex function, double clock_years) const = 0;
    /// Points within (low, high) where its hazard jumps, ascending; may be empty.
    [[nodiscard]] virtual std::vector<double> breaks_years(HazardFunctionIndex function, double low,
                                                           double high) const = 0;
};

class CycleHazards;

/// The model as written: hazards before they are tabulated; in a model in cycles those of its probabilities.
class ContinuousHazards final : public HazardSource {
public:
    ContinuousHazards(const Model& model, const Parameters& parameters, const Population& population);
    ~ContinuousHazards() override;
    [[nodiscard]] HazardFunctionIndex function(SimulatedIndex strategy, StratumIndex stratum,
                                               TransitionIndex transition) const override;
    [[nodiscard]] double multiplier(SimulatedIndex strategy, StratumIndex stratum,
                                    TransitionIndex transition) const override;
    [[nodiscard]] double cumulative(HazardFunctionIndex function, double clock_years) const override;
    [[nodiscard]] std::vector<double> breaks_years(HazardFunctionIndex function, double low,
                                                   double high) const override;

private:
    [[nodiscard]] std::size_t place(SimulatedIndex strategy, StratumIndex stratum, TransitionIndex transition) const {
        return (strategy * strata_ + stratum) * transitions_ + transition;
    }

    std::size_t strata_, transitions_;
    void find_forms(const Model& model, const Parameters& parameters, const Population& population);
    void find_cycles(const Model& model, const Parameters& parameters, const Population& population);

    std::vector<std::unique_ptr<CumulativeHazard>> made_;
    std::unique_ptr<CycleHazards> cycles_;           ///< of a model in cycles
    std::vector<const CumulativeHazard*> distinct_;  ///< [function]
    std::vector<HazardFunctionIndex> functions_;     ///< [(strategy*strata+stratum)*transitions+transition]
    std::vector<double> multipliers_;                ///< likewise
};

/// The model as simulated: compiled float32 tables, read in double. The tables must outlive this object.
class TabulatedHazards final : public HazardSource {
public:
    TabulatedHazards(const Model& model, const Tables& tables);
    [[nodiscard]] HazardFunctionIndex function(SimulatedIndex strategy, StratumIndex stratum,
                                               TransitionIndex transition) const override;
    [[nodiscard]] double multiplier(SimulatedIndex strategy, StratumIndex stratum,
                                    TransitionIndex transition) const override;
    [[nodiscard]] double cumulative(HazardFunctionIndex function, double clock_years) const override;
    [[nodiscard]] std::vector<double> breaks_years(HazardFunctionIndex function, double low,
                                                   double high) const override;

private:
    /// A table, and the clock value at which it starts.
    struct Function {
        core::TableRef table;
        double origin_years;
    };

    const Tables* tables_;
    double ticks_per_year_;
    std::vector<std::size_t> exit_of_;            ///< [transition]: index in Tables::exits
    std::vector<Function> distinct_;              ///< [function]
    std::vector<HazardFunctionIndex> functions_;  ///< as Tables::exit_tables, by transition in place of exit
};

/// What a simulation would tally with infinitely many patients, per woman of a stratum.
struct ExpectedTallies {
    std::size_t strategies = 0, strata = 0, edges = 0, bins = 0;
    /// [((strategy*strata+stratum)*edges+edge)*bins+bin]: P(edge taken in bin); on a cycle the expected number of
    /// times, which may exceed 1.
    std::vector<double> probability;
    std::vector<double> offset_bins;  ///< same shape: E[(time of event - start of bin) in bins; edge taken in bin]
    /// Twice the largest change, on halving the step, of any edge's expected events by any time, or of any edge's
    /// summed offsets as a share of the horizon (extrapolated values; docs/exact.md). 0 where no steps were taken.
    double step_error = 0;

    [[nodiscard]] std::size_t index(SimulatedIndex strategy, StratumIndex stratum, EdgeIndex edge,
                                    std::size_t bin) const {
        return ((strategy * strata + stratum) * edges + edge) * bins + bin;
    }
};

/// How a stratum is solved.
enum class ExactMethod : std::uint8_t {
    automatic,    ///< matrix exponential where every hazard is constant, integration in steps elsewhere
    integration,  ///< integration in steps everywhere
};

struct ExactOptions {
    double budget_seconds = 5;     ///< <= 0: no limit. Estimated first, so that hopeless work is not begun, then kept
    double step_tolerance = 1e-8;  ///< steps are halved again above this step error, while that stays cheap
    unsigned threads = 0;          ///< 0: as many as the process may use; never changes the result
    ExactMethod method = ExactMethod::automatic;
    std::function<bool()> stop_requested = {};  ///< asked now and then, from several threads; true ends the solution
};

/// The work does not fit the budget, by estimate or by the clock; the message says which.
class BudgetExceeded : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// About how many multiply-adds a solution takes, the same on every machine; steps may be refined up to a few times
/// that. In cycles, whose matrices are soon multiplied, 0.
double exact_work(const Model& model, const Population& population, const EventGraph& graph,
                  const HazardSource& hazards);

/// Solves the model without sampling, for any graph (cycles too), clocks and strata; ages are averaged
/// over their band. The visit limit plays no part.
/// Equations, scheme and error: docs/exact.md.
/// @throws BudgetExceeded where the work does not fit the budget, Interrupted where a stop was requested.
ExpectedTallies solve_exact(const Model& model, const Population& population, const EventGraph& graph,
                            const HazardSource& hazards, const ExactOptions& options = {});

}  // namespace ibtr
