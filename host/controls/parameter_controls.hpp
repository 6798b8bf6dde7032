#pragma once

#include <string>
#include <vector>

#include "config/document.hpp"
#include "controls/control.hpp"
#include "ibtr/model.hpp"

namespace ibtr::controls {

/// Parameters that have a value of their own, no expression.
std::vector<Control> parameter_controls(const config::Node& document, const Model& model);

/// What `--set` takes for a parameter.
std::string parameter_key(const Parameter& parameter);

}  // namespace ibtr::controls
