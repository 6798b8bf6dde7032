#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/study.hpp"

/// Shares of women by state and event, added up plainly from tallies: the estimators have no part in it.
namespace ibtr::verify {

/// Of some women under one strategy, at time 0 and the ends of bins.
struct StateCurves {
    std::size_t points = 0;        ///< bins + 1
    double error = 0;              ///< step error of the exact solution; 0 of a simulation
    std::vector<double> in_state;  ///< [state * points + point]: share
    std::vector<double> ever;      ///< [endpoint set * points + point]: share who have had it
    std::vector<double> taken;     ///< [transition * points + point]: times that a transition was taken, per woman

    void add(double weight, const StateCurves& other);
    [[nodiscard]] double state(std::size_t state, std::size_t point) const { return in_state[state * points + point]; }
    /// Share of women in no death.
    [[nodiscard]] double alive(const Model& model, std::size_t point) const;
};

/// By cell, of the women who were simulated; empty curves of cells without any.
std::vector<StateCurves> by_cell(const Study& study, const Tallies& tallies, SimulatedIndex strategy);
std::vector<StateCurves> by_stratum(const Study& study, const ExpectedTallies& expected, SimulatedIndex strategy);

/// Standardised to all women. @param strategy simulated
StateCurves overall(const Study& study, const Tallies& tallies, SimulatedIndex strategy);
StateCurves overall(const Study& study, const ExpectedTallies& expected, SimulatedIndex strategy);

/// The weights that standardise, by cell.
std::vector<double> standard_weights(const Study& study, SimulatedIndex strategy);

/// Women simulated in each cell under each strategy.
std::vector<double> women_by_cell(const Study& study, const Tallies& tallies);

}  // namespace ibtr::verify
