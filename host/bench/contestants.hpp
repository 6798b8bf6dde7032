#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/contestant.hpp"
#include "ibtr/backend.hpp"
#include "study/study.hpp"

namespace ibtr::bench {

/// A backend on a study. Simulation alone is timed: tables are compiled before, nothing is estimated after.
Contestant simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                      std::string name, unsigned threads);

/// The same with a given number of women, as often as fills the time: what a simulation costs beside its women.
Contestant repeated_simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                               std::string name, unsigned threads, std::uint64_t women);

/// Every CPU backend and instruction set of this machine on one thread and on all, and CUDA where a device answers.
std::vector<Contestant> all_backends(const std::shared_ptr<const Study>& study, unsigned threads);

/// The shape of a probabilistic analysis: many draws of 10,000 women in two batches, a thread a draw. Tables are
/// compiled before, so that what is timed is the walk and what each draw costs beside it.
Contestant small_draws(const std::shared_ptr<const Study>& study, unsigned threads);

}  // namespace ibtr::bench
