#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ibtr/estimate.hpp"

/// A small cohort kept woman by woman, so that tests can compute every endpoint from its definition and compare it with
/// what the estimator makes of tallies.
namespace ibtr::test {

struct Event {
    std::size_t transition, edge;
    std::uint32_t tick;  ///< tick k is the time from k to k + 1
};

struct Woman {
    std::size_t batch;
    CellIndex cell;
    std::vector<std::vector<Event>> history;  ///< by simulated strategy, ascending in time
};

/// Five states, sets local, distant, death_bc, death_other; factor "size" with levels small and large (weights 0.6 and
/// 0.4), each a report group and a cell. Strategies: mastectomy (reference), repeat_bcs, and a mix of both.
/// Three years of four bins, landmarks at years 1, 2 and 3.
Model example_model();

/// Sampled from constant hazards with a generator of the standard (its raw words are the same everywhere).
struct TrackedCohortOptions {
    std::size_t women = 2000, batches = 10;
    bool twins_are_equal = false;  ///< repeat_bcs has the history of mastectomy
    std::vector<std::uint32_t> interval_end_bins{4, 8, 12};
};

class TrackedCohort {
public:
    TrackedCohort(Model cohort_model, const TrackedCohortOptions& options);

    [[nodiscard]] Tallies tallies() const;
    [[nodiscard]] Tallies tallies_without(std::size_t batch) const;
    [[nodiscard]] Estimates estimates() const { return estimate({model, parameters, population, graph}, tallies()); }

    Model model;
    Parameters parameters{{}};
    Population population;
    EventGraph graph;
    TallyShape shape;
    std::vector<Woman> women;

private:
    [[nodiscard]] std::vector<Event> live(SimulatedIndex strategy, CellIndex cell, std::mt19937_64& words) const;
};

/// One row of the standardised population by name.
/// @throws std::runtime_error where there is none; two fail the test.
Estimate find_curve(const Model& model, const Estimates& estimates, const std::string& strategy,
                    const std::string& endpoint, std::uint32_t bin, const std::string& group = "all");
double find_at_risk(const Model& model, const Estimates& estimates, const std::string& strategy,
                    const std::string& endpoint, std::uint32_t bin);
Estimate find_contrast(const Model& model, const Estimates& estimates, const std::string& strategy,
                       const std::string& endpoint, std::uint32_t bin, Measure measure,
                       const std::string& group = "all");

}  // namespace ibtr::test
