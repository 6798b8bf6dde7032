#pragma once

#include <optional>
#include <string>

#include "ibtr/model.hpp"

namespace ibtr {

/// The first thing of a quantity that the model has not, such as "the strategy of a quantity"; empty where it has all:
/// each index lies in its list, and the time is a number of years from 0. Endpoints are looked up where they are read.
std::optional<std::string> missing_part(const Model& model, const Quantity& quantity);

}  // namespace ibtr
