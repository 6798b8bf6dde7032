#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "psa/draw_simulator.hpp"
#include "psa/run_draws.hpp"
#include "psa/store.hpp"
#include "report/run_files.hpp"

namespace ibtr::psa {

struct TrialOptions {
    std::size_t fewest_missing = 1000;  ///< with fewer draws to simulate a trial would not pay
    double seconds = 0.5;               ///< of an engine's clock, after which it begins no more draws of its share
};

struct ChosenEngine {
    Engine engine;
    std::vector<BackendPace> trial;  ///< of all candidates, in their order; empty where nothing was measured
};

/// Has candidates simulate a share of the draws that the store lacks, one after another, and chooses the one with most
/// draws a second. Their draws are stored as any others: every backend gives the same bits.
///
/// An engine's clock starts when its first draws are back, one for each of its threads: by then a device has its
/// context, kernels and memory. It starts from rest and stops with the last draw, so that preparing the first ones and
/// threads that idle beside the last ones count: the less, the more draws there are. All shares together are half of
/// the missing draws, or what begins within `seconds` of each clock.
/// @param candidates at least one; the first is chosen where it is the only one, or too few draws are missing: fewer
/// than `fewest_missing`, or than 9 a thread in a share
/// @throws Interrupted, and what a draw's job or the store throws: finished draws are stored
ChosenEngine choose_engine(const DrawContext& context, Store& store, std::span<const Engine> candidates,
                           const TrialOptions& options, const DrawProgress& progress);

}  // namespace ibtr::psa
