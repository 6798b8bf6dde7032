#pragma once

#include <optional>

#include "base/statistics.hpp"
#include "evidence/evidence.hpp"

namespace ibtr::validation {

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
