#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "psa/draw_simulator.hpp"

namespace ibtr::psa {

/// One draw by the exact solution on continuous hazards: no simulation noise, half differences 0. A pure function of
/// the context and the number. @throws UsageError where the draw's parameters are not legal, Interrupted
DrawRecord solve_draw(const DrawContext& context, std::uint32_t draw, std::function<bool()> stop_requested = {});

/// Where the numbers of draws come from and what becomes of the results: all of it from several threads at once.
struct DrawQueue {
    std::function<std::optional<std::uint32_t>()> next;  ///< ascending; nothing after the last one
    std::function<void(const DrawRecord&)> finish;
    std::function<void()> begin_nothing_more;
    std::function<bool()> stop_requested;
};

/// Solves draws, each on a thread of its own. A draw that fails ends it: those handed out before are finished.
/// @throws what the failed draw with the lowest number threw; Interrupted
void solve_draws(const DrawContext& context, const DrawQueue& queue, unsigned threads);

/// Threads that solve draws. @param threads 1 or more
Engine make_exact_engine(unsigned threads);

}  // namespace ibtr::psa
