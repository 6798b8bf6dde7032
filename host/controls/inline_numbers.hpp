#pragma once

#include <vector>

#include "config/document.hpp"
#include "controls/control.hpp"

namespace ibtr::controls {

/// Numbers that a config writes where the name of a parameter could stand: of hazards, their ratios, and values.
std::vector<Control> inline_numbers(const config::Node& document);

}  // namespace ibtr::controls
