#pragma once

#include <string>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// "KEY: is VALUE; it must be ALLOWED" of a number that is none of those. Where a parameter stands for it, the key is
/// the parameter's, and the message says what it is used for.
std::string value_message(const Model& model, const Parameters& parameters, const Input& input, const std::string& key,
                          const char* allowed);

}  // namespace ibtr
