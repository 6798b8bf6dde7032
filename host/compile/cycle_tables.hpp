#pragma once

#include <cstddef>
#include <map>
#include <tuple>
#include <vector>

#include "compile/straight_table.hpp"
#include "hazard/cycle_hazards.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr {

/// Makes the tables of a model in cycles: knots at ends of cycles, such that no latent time of a cycle is rounded into
/// the next one, where the event may be impossible.
class CycleTables {
public:
    CycleTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool);

    core::TableRef table(TransitionIndex transition, StrategyIndex strategy, const std::vector<std::size_t>& levels,
                         double low_years, double high_years);

    /// Tables::late_entry_rounding of the tables made so far.
    [[nodiscard]] const std::vector<double>& late_entry_rounding() const { return late_entry_rounding_; }

private:
    double cycle_years_, ticks_per_year_;
    TablePool& pool_;
    CycleHazards hazards_;
    std::vector<double> late_entry_rounding_;
    std::map<std::tuple<std::size_t, double, double>, core::TableRef> made_;
};

}  // namespace ibtr
