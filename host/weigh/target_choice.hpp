#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "weigh/explanations.hpp"

namespace ibtr::weigh {

/// A published number that explanations are weighed by, on the scale on which its error is near normal.
struct ChosenTarget {
    Target target;
    double wanted = 0, standard_error = 0;
    double sign = 1;         ///< 1 where more of it is better, after the strategy; else -1
    std::size_t cohort = 0;  ///< equal where women are shared
    bool of_unknown_time = false;
};

/// Held-out targets first, then those that are fitted.
struct TargetChoice {
    std::vector<ChosenTarget> targets;
    std::size_t held_out = 0;
    std::vector<LeftOut> left_out;  ///< every other row of the table, and why
    std::size_t times = 1;          ///< at which targets of unknown time are read

    /// Numbers that a model is asked for: a target of unknown time has one a time.
    [[nodiscard]] std::size_t columns() const;
    /// The number of a target where the unknown time is the one of this place.
    [[nodiscard]] std::size_t column(std::size_t target, std::size_t time) const;
};

/// @throws UsageError for a target that is not in the table, that a parameter of the model is solved on, or whose error
/// is not known or of one direction only
TargetChoice choose_targets(const Contest& contest, const Model& model, const Parameters& parameters,
                            const std::vector<Target>& targets);

/// The quantities of a model behind TargetChoice::columns.
/// @param who names the model in messages; @throws UsageError where the model lacks one
std::vector<Quantity> quantities_of(const TargetChoice& choice, const Contest& contest, const Model& model,
                                    const std::string& who);

}  // namespace ibtr::weigh
