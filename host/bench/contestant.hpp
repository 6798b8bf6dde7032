#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ibtr::bench {

/// One row of a benchmark: something that walks a number of histories when called.
struct Contestant {
    std::string group;  ///< "ibtr" or "plain baseline"
    std::string name;   ///< backend and instruction set, or what the baseline does
    unsigned threads;
    std::function<std::uint64_t(double wanted_seconds)> prepare;  ///< picks a size; @return its histories
    std::function<double()> run;                                  ///< walks that many histories; @return seconds
};

struct Measurement {
    std::string group, name;
    unsigned threads = 0;
    std::uint64_t histories = 0;               ///< a run
    std::vector<double> histories_per_second;  ///< one a round, ascending
    [[nodiscard]] double median() const { return histories_per_second[histories_per_second.size() / 2]; }
};

/// Runs all contestants in turn, `rounds` times: on a noisy machine a ratio of medians of interleaved runs
/// means more than either figure.
std::vector<Measurement> measure(const std::vector<Contestant>& contestants, unsigned rounds, double seconds_per_run);

/// Women that fill the wanted time, from runs of `pilot` women. @param run walks that many; @return seconds
std::uint64_t fitting_size(double wanted_seconds, std::uint64_t pilot,
                           const std::function<double(std::uint64_t women)>& run);

}  // namespace ibtr::bench
