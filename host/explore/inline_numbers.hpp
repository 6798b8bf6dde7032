#pragma once

#include <vector>

#include "config/document.hpp"
#include "explore/control.hpp"
#include "ibtr/model.hpp"

namespace ibtr::explore {

/// Numbers that a config writes where the name of a parameter could stand: of hazards, their ratios, and values.
std::vector<Control> inline_numbers(const config::Node& document);

/// How people are distributed over the levels of each factor: all of them, those of a level of its parents, or those
/// who receive a strategy. Presets put everybody into one level.
std::vector<Control> case_mixes(const config::Node& document, const Model& model);

}  // namespace ibtr::explore
