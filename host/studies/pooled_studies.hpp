#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "meta/meta.hpp"

namespace ibtr::studies {

/// What one replicate of a meta-analysis says.
enum class PooledNumber : std::uint8_t {
    estimate,        ///< pooled effect on the scale of the measure
    standard_error,  ///< of it
    tau,             ///< standard deviation between studies
    i2,              ///< percent
    q,               ///< Cochran's
    prediction_low,  ///< of a new study
    prediction_high,
    small_study_z,  ///< Egger's (1997) test: effect against its own standard error
    studies,        ///< that had an estimate
};
inline constexpr std::size_t pooled_numbers = 9;
const char* to_text(PooledNumber number);

using PooledReplicate = std::array<double, pooled_numbers>;  ///< NaN where undefined

/// Pools the studies of one replicate that have an estimate; all undefined where fewer than two have.
PooledReplicate pool_replicate(std::span<const std::optional<meta::Effect>> effects, meta::Method method,
                               meta::MeanTest test, std::optional<meta::Pooled>* pooled = nullptr);

/// z of the slope of effects on their standard errors, weighted by 1/variance with a free residual scale (Egger, Davey
/// Smith, Schneider and Minder 1997); NaN for fewer than three studies or equal errors.
double small_study_z(std::span<const meta::Effect> effects);

}  // namespace ibtr::studies
