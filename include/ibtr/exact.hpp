#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {

/// The hazards that an exact solution integrates. Clock values in years; age clock: age in years.
class HazardSource {
public:
    virtual ~HazardSource() = default;
    /// Baseline cumulative hazard up to an additive constant per (stratum, transition).
    [[nodiscard]] virtual double cumulative(std::size_t stratum, std::size_t transition, double clock_years) const = 0;
    [[nodiscard]] virtual double multiplier(std::size_t strategy, std::size_t stratum, std::size_t transition) const = 0;
    /// Points within (low, high) where the hazard jumps, ascending; may be empty.
    [[nodiscard]] virtual std::vector<double> breaks_years(std::size_t stratum, std::size_t transition, double low,
                                                           double high) const = 0;
};

/// The model as written: continuous hazards.
class ContinuousHazards;
/// The model as simulated: compiled float32 tables.
class TabulatedHazards;

/// What a simulation would tally with infinitely many patients, per woman of a stratum.
struct ExpectedTallies {
    std::size_t strategies = 0, strata = 0, edges = 0, bins = 0;
    std::vector<double> probability;  ///< [((strategy*strata+stratum)*edges+edge)*bins+bin]: P(edge taken in bin)
    std::vector<double> offset_bins;  ///< same shape: E[(time of event - start of bin) in bins; edge taken in bin]
    double step_error = 0;            ///< largest change of any cumulative edge probability on halving the step

    [[nodiscard]] std::size_t index(std::size_t strategy, std::size_t stratum, std::size_t edge, std::size_t bin) const {
        return ((strategy * strata + stratum) * edges + edge) * bins + bin;
    }
};

struct ExactOptions {
    double budget_seconds = 5;  ///< <= 0: no limit
};

/// Solves the model without sampling, for any graph (cycles too), clocks and strata; ages are averaged
/// over their band. "strategy" runs over model.simulated_strategies().
/// @throws BudgetExceeded where the estimated work does not fit the budget.
ExpectedTallies solve_exact(const Model& model, const Parameters& parameters, const Population& population,
                            const EventGraph& graph, const HazardSource& hazards, const ExactOptions& options = {});

class BudgetExceeded : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace ibtr
