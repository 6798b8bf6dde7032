#pragma once

#include <cstdint>
#include <optional>

#include "psa/draw_simulator.hpp"
#include "report/run_files.hpp"

namespace ibtr::psa {

/// Largest share of points that may be left out as illegal: above it the draws are of another distribution.
inline constexpr double most_left_out = 0.01;

/// Draws the parameters of all draws before any is simulated, where that can show what would stop the analysis later:
/// strata that a draw makes too rare for the patients, and more illegal points than may be left out.
/// @return how many points are left out, where the design leaves any out
/// @throws UsageError naming one number of patients that is enough for all draws, or the share of illegal points
std::optional<LeftOutDraws> survey_draws(const DrawContext& context, const Design& design, DrawRange range,
                                         unsigned threads);

}  // namespace ibtr::psa
