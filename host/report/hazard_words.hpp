#pragma once

#include <string>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// "0.028 [h_local]" for a parameter, "0.028" for a number.
std::string input_in_words(const Model& model, const Parameters& parameters, const Input& input);

/// "constant at 0.028 [h_local] a year", "life table us_female", ...
std::string hazard_in_words(const Model& model, const Parameters& parameters, const HazardSpec& hazard);

/// "years since entry to early or late", ...
std::string clock_in_words(const Model& model, const Transition& transition);

}  // namespace ibtr
