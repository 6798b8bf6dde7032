#pragma once

#include <string>

namespace ibtr::config {

/// A small model to begin with, commented: illness, death, two strategies, uncertainty, costs and utilities.
/// @param name of the model: what `name` of a config may be
std::string starting_config(const std::string& name);

}  // namespace ibtr::config
