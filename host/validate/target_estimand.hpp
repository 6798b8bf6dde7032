#pragma once

#include <optional>
#include <string>

#include "evidence/evidence.hpp"
#include "ibtr/estimand.hpp"
#include "ibtr/model.hpp"

namespace ibtr::validation {

/// A target as an estimand of the model, its time filled in where the source states none.
Estimand estimand_of(const Target& target, const ValidationRules& rules);

/// What the model lacks for an estimand; empty where it has everything.
std::string missing_for(const Model& model, const Estimand& estimand);

/// A proportion or ratio on the scale on which errors are near normal and sources are compared; rises with the value.
double comparable(const Estimand& estimand, double value);
/// The value whose `comparable` this is.
double from_comparable(const Estimand& estimand, double scaled);

/// Standard error of a published number on that scale, from its 95 % limits. A limit at the edge of the scale (a
/// proportion of 0 or 1, a ratio of 0) says nothing: the other one's distance counts. NaN where neither does, or the
/// number itself is on the edge.
double published_error(const Estimand& estimand, double value, double low, double high);

}  // namespace ibtr::validation
