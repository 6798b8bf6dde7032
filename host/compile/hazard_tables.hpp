#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "compile/straight_table.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// Non-zero multipliers that scale one transition's hazard, rounded outward to powers of two: strata whose
/// hazard ratios differ little share a table, at the price of at most sqrt(2) times the pieces.
struct MultiplierRange {
    int log2_smallest = 0, log2_largest = 0;
    bool never = true;  ///< every multiplier is 0

    void include(double multiplier);
    auto operator<=>(const MultiplierRange&) const = default;
};

/// Makes the table of a form of a transition for a span of its clock and a range of multipliers; a table asked for
/// again is not computed again.
class HazardTables {
public:
    HazardTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool);

    /// @param low_years, high_years span of the clock value
    core::TableRef table(TransitionIndex transition, const HazardForm& form, double low_years, double high_years,
                         const MultiplierRange& range);

    /// Tables::late_entry_rounding of the tables made so far.
    [[nodiscard]] const std::vector<double>& late_entry_rounding() const { return late_entry_rounding_; }

private:
    struct Made {
        core::TableRef table;
        double late_entry_rounding;
    };
    Made make(const CumulativeHazard& hazard, bool conditional_entry, double low_years, double high_years,
              const MultiplierRange& range);
    /// Place in hazards_ of a form of a transition; where forms are the same hazard they share it.
    std::size_t hazard_of(TransitionIndex transition, const HazardForm& form);
    std::size_t add_hazard(const Transition& transition, const HazardForm& form);

    const Model& model_;
    const Parameters& parameters_;
    double ticks_per_year_;
    TablePool& pool_;
    std::vector<std::unique_ptr<CumulativeHazard>> hazards_;
    std::vector<const HazardSpec*> specs_;  ///< of each; null where a ratio changes
    std::vector<std::size_t> own_hazard_;   ///< per transition: place of its own hazard
    std::map<std::pair<std::size_t, HazardForm>, std::size_t> other_hazards_;
    std::vector<bool> conditional_entry_;  ///< per transition: the clock may start above `low`
    std::vector<double> late_entry_rounding_;
    std::map<std::tuple<std::size_t, bool, double, double, MultiplierRange>, Made> made_;  ///< by hazard
};

}  // namespace ibtr
