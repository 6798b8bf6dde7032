#pragma once

#include <string>
#include <vector>

#include "controls/control.hpp"
#include "controls/parameter_uses.hpp"
#include "ibtr/study.hpp"

namespace ibtr::page {

/// What a page can move without compiling a table, of all that a config's controls move: numbers that change
/// multipliers and weights alone.
struct MovableControls {
    /// Parameters were tried by compiling the model at the ends of each slider and at all ends together.
    std::vector<controls::Control> controls;
    std::vector<std::string> fixed;  ///< labels of those that curves depend on and the page cannot move
};
MovableControls movable_controls(const Study& study);

/// Parameters that hazard ratios, mixtures, case mixes and distributions of factors use, in themselves or by
/// expressions. The model must outlive the result.
controls::ParameterUses uses_in_multipliers_and_weights(const Model& model);

}  // namespace ibtr::page
