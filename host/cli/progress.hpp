#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace ibtr::cli {

// Each tells on stderr, unless quiet, and returns false where the user asked to stop.

/// Of every twentieth draw.
std::function<bool(std::uint32_t draws_done)> progress_of_draws(std::uint32_t draws, bool quiet);

/// A line every few seconds. Called from several threads at once.
std::function<bool(std::size_t done, std::size_t total)> progress_of_evaluations(std::string stage, bool quiet);

/// One line on stderr about a simulation that takes over a second: share done, rate, time left.
class ProgressLine {
public:
    /// @param strategies women are walked under each: a history is a woman and a strategy
    ProgressLine(std::uint64_t strategies, bool quiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// @return false where the user asked to stop
    bool operator()(std::uint64_t women_done, std::uint64_t women_total);

private:
    using Clock = std::chrono::steady_clock;
    std::uint64_t strategies_;
    bool quiet_, on_terminal_, shown_ = false;
    Clock::time_point start_, last_shown_;
};

}  // namespace ibtr::cli
