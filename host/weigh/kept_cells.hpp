#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "estimate/incidence.hpp"
#include "exact/known_solutions.hpp"
#include "ibtr/cohort.hpp"
#include "ibtr/exact.hpp"

namespace ibtr::weigh {

/// Exact fractions of one draw under one explanation after another: women who were met before are not solved again, and
/// where explanations differ in who has which operation alone, nothing is. One thread at a time.
class KeptCells {
public:
    explicit KeptCells(ExactOptions options) : options_(std::move(options)) {}

    /// A CellSource (estimate/quantity_values.hpp). @param cohort whose strata are its cells
    CellIncidence cells(const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures);

private:
    ExactOptions options_;
    KnownSolutions known_;
    std::vector<double> last_key_;  ///< of what the last cells were made from
    std::optional<CellIncidence> last_;
};

}  // namespace ibtr::weigh
