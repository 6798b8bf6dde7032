#pragma once

#include <string>

#include "evidence/evidence.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::validation {

/// A target as a quantity of the model, its time filled in where the source states none.
/// @throws UsageError with what the model lacks
Quantity quantity_of(const Model& model, const Target& target);

/// A number on the scale on which errors are near normal and sources are compared: that of the quantity's interval,
/// turned so that it rises with the value.
double comparable(const Quantity& quantity, double value);
/// The value whose `comparable` this is.
double from_comparable(const Quantity& quantity, double scaled);

/// Standard error of a published number on that scale, from its 95 % limits. A limit at the edge of the scale (a
/// proportion of 0 or 1, a ratio of 0) says nothing: the other one's distance counts. NaN where neither does, or the
/// number itself is on the edge.
double published_error(const Quantity& quantity, double value, double low, double high);

}  // namespace ibtr::validation
