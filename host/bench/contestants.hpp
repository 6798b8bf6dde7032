#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"

namespace ibtr::bench {

/// How long a run lasts unless it is said.
inline constexpr double usual_seconds = 0.3;

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

/// Women that fill the wanted time, from runs of `pilot` women, in proportion fewer where less than the usual time is
/// wanted. @param fewest women that can be walked @param run walks that many; @return seconds
std::uint64_t fitting_size(double wanted_seconds, std::uint64_t pilot, std::uint64_t fewest,
                           const std::function<double(std::uint64_t women)>& run);

/// A backend on a study. Simulation alone is timed: tables are compiled before, nothing is estimated after.
Contestant simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                      std::string name, unsigned threads);

/// The same with a given number of women, as often as fills the time: what a simulation costs beside its women.
Contestant repeated_simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                               std::string name, unsigned threads, std::uint64_t women);

/// Every CPU backend and instruction set of this machine on one thread and on all, and CUDA where a device answers.
std::vector<Contestant> all_backends(const std::shared_ptr<const Study>& study, unsigned threads);

/// The shape of a probabilistic analysis: many draws of 10,000 women (more where so few would leave a stratum empty) in
/// two batches, a thread a draw. Tables are compiled before, so that what is timed is the walk and what each draw costs
/// beside it.
Contestant small_draws(const std::shared_ptr<const Study>& study, unsigned threads);

}  // namespace ibtr::bench
