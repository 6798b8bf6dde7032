#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "psa/draw_simulator.hpp"
#include "psa/store.hpp"
#include "psa/workshop.hpp"

namespace ibtr::psa {

/// Draws on the disk so far, out of those that this call has to do. Returning false stops with Interrupted.
using DrawProgress = std::function<bool(std::uint64_t stored, std::uint64_t total)>;

/// Other processes that simulate draws of the same analysis, as the one sees them that stores results.
class Peers {
public:
    virtual ~Peers() = default;
    /// Gives draws of the workshop to those that have asked, and takes what they have finished. Returns at once.
    virtual std::vector<DrawRow> exchange(Workshop& workshop) = 0;
    /// Whether no peer holds a draw.
    [[nodiscard]] virtual bool idle() const = 0;
    [[nodiscard]] virtual bool failed() const = 0;
    /// What the first peer that failed has said.
    virtual void rethrow_failure() const = 0;
};

struct RunDrawsOptions {
    double commit_seconds = 0.25;    ///< longest time between transactions
    std::size_t most_waiting = 256;  ///< finished draws in memory; simulation waits where it is reached
};

/// Simulates the draws that the store lacks, several at a time, and adds them to it. Memory grows neither
/// with what a draw holds nor with the draws that are missing, but with the gaps between stored ones. Whatever stops it
/// (an error, Ctrl-C) stops it with all finished draws of this process stored.
/// @param peers processes that help; nullptr: none
/// @throws Interrupted, and what a draw's job or the store throws; of several failed draws the lowest
void run_draws(const DrawContext& context, Store& store, Backend& backend, const RunDrawsOptions& options,
               const DrawProgress& progress, Peers* peers = nullptr);

}  // namespace ibtr::psa
