#pragma once

#include <vector>

#include "calibrate/calibrate.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::calibration {

/// The targets that a model can be fitted to: of role `calibration`, with an interval, and in the model.
struct TargetSelection {
    std::vector<Target> targets;
    std::vector<Quantity> quantities;   ///< parallel
    std::vector<FitTarget> numbers;     ///< parallel, on the scale of `comparable`
    std::vector<std::string> left_out;  ///< "V14a: without an interval", ...
};
TargetSelection select_targets(const Model& model, const std::vector<Target>& targets);

/// The model's numbers on the scale of the targets, by the exact solver on one thread.
std::function<std::vector<double>(const Parameters&)> model_numbers(const Model& model,
                                                                    const TargetSelection& selection,
                                                                    std::function<bool()> stop_requested);

}  // namespace ibtr::calibration
