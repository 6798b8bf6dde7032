#pragma once

#include <string>

#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::validation {

/// What a model has not of all that a target names, in words: "no factor 'size', which the women 'size=over_2_cm' are
/// told apart by". @param otherwise said where it is none of these
std::string missing_words(const Model& model, const QuantityText& what, const std::string& otherwise);

}  // namespace ibtr::validation
