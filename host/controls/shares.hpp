#pragma once

#include <vector>

#include "config/document.hpp"
#include "controls/control.hpp"
#include "ibtr/model.hpp"

namespace ibtr::controls {

/// Shares that a config writes in place, of factors, then of case mixes, with presets: as in the config, and everybody
/// in one level, or no selection. A list that names a parameter is none of them: the parameter has a control of its
/// own.
std::vector<Control> share_controls(const config::Node& document, const Model& model);

}  // namespace ibtr::controls
