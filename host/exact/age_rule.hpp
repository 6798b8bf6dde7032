#pragma once

#include <cstddef>
#include <vector>

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

}  // namespace ibtr::exact
