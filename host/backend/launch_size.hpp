#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace ibtr {

/// Work items of the next launch: as many as take about a fifth of a second, long enough to keep all threads busy and
/// short enough to answer Ctrl-C at once. Never fewer than threads, nor more than 64 times the last launch, whose
/// items may have been quick by chance.
/// @param items of the last launch, at least 1
inline std::uint64_t next_launch(std::uint64_t items, std::chrono::duration<double> took, unsigned threads) {
    constexpr double wanted_seconds = 0.2;
    constexpr double most_growth = 64;
    const double growth = std::min(most_growth, wanted_seconds / std::max(took.count(), 1e-9));
    return std::max<std::uint64_t>(threads, static_cast<std::uint64_t>(static_cast<double>(items) * growth));
}

}  // namespace ibtr
