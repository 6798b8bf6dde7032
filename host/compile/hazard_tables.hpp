#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
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

/// Makes the table of a transition for a span of its clock and a range of multipliers; a table asked for
/// again is not computed again.
class HazardTables {
public:
    HazardTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool);

    /// @param low_years, high_years span of the clock value
    core::TableRef table(std::size_t transition, double low_years, double high_years, const MultiplierRange& range);

    /// Tables::late_entry_rounding of the tables made so far.
    [[nodiscard]] const std::vector<double>& late_entry_rounding() const { return late_entry_rounding_; }

private:
    struct Made {
        core::TableRef table;
        double late_entry_rounding;
    };
    Made make(std::size_t transition, double low_years, double high_years, const MultiplierRange& range);

    double ticks_per_year_;
    TablePool& pool_;
    std::vector<std::unique_ptr<CumulativeHazard>> hazards_;
    std::vector<std::size_t> hazard_of_;   ///< per transition: in hazards_; transitions with the same one share it
    std::vector<bool> conditional_entry_;  ///< per transition: the clock may start above `low`
    std::vector<double> late_entry_rounding_;
    std::map<std::tuple<std::size_t, bool, double, double, MultiplierRange>, Made> made_;  ///< by hazard
};

/// What multiplies the hazard of a transition under a strategy, as hazard_multiplier has it, for many women.
class HazardMultipliers {
public:
    /// @param transition must outlive this object
    HazardMultipliers(const Transition& transition, const Parameters& parameters, StrategyIndex strategy);
    /// @param levels of every factor @throws UsageError where float32 has no inverse for it
    [[nodiscard]] double of(const std::vector<std::size_t>& levels) const;

private:
    struct Ratio {
        std::optional<std::size_t> factor, level;
        long double value;
    };
    const Transition& transition_;
    StrategyIndex strategy_;
    std::vector<Ratio> ratios_;  ///< of this strategy
};

/// Per state: whether transitions lead from it back to it (it lies in a strongly connected component of
/// more than one state).
std::vector<bool> states_on_cycles(const Model& model);

}  // namespace ibtr
