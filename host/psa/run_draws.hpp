#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "psa/draw_simulator.hpp"
#include "psa/peers.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Draws on the disk so far, out of those that this call has to do. Returning false stops with Interrupted.
using DrawProgress = std::function<bool(std::uint64_t stored, std::uint64_t total)>;

struct RunDrawsOptions {
    unsigned threads = 1;
    double commit_seconds = 0.25;    ///< longest time between transactions
    std::size_t most_waiting = 256;  ///< finished draws in memory; workers wait where it is reached
};

/// Simulates the draws that the store lacks, several at a time, and adds them to it. Memory does not grow with what a
/// draw holds; 4 bytes a draw that is still missing. Whatever stops it (an error, Ctrl-C) stops it with all finished
/// draws of this process stored.
/// @param peers processes that help; nullptr: none
/// @throws Interrupted, and what simulate_draw or the store throw; of several failed draws the lowest that was seen
void run_draws(const DrawContext& context, Store& store, const Simulate& simulate, const RunDrawsOptions& options,
               const DrawProgress& progress, Peers* peers = nullptr);

}  // namespace ibtr::psa
