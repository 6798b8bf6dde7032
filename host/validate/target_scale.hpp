#pragma once

#include <optional>
#include <string>

#include "base/statistics.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::validation {

/// What a target names, with a set of the model by itself for its incidence: "second_recurrence".
QuantityText text_of(const Model& model, const Target& target);
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

/// 95 % interval in which the ratio of a new study would lie.
struct PredictionInterval : Interval {
    double tau;
};

/// Between-study interval of a pooled ratio from its own interval, its I2 and its number of studies, as published:
/// with k studies of equal size, standard error s of the pooled logarithm and I2 = tau2/(tau2 + v), s2 = (tau2 + v)/k,
/// so tau2 = I2 k s2; the interval is that of Higgins, Thompson and Spiegelhalter (2009), t(k - 2). Empty where the
/// evidence of the target names no I2, or the target no number of studies.
std::optional<PredictionInterval> prediction_interval(const Target& target, const Evidence& evidence);

}  // namespace ibtr::validation
