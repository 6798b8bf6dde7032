#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ibtr/study.hpp"

/// One strategy simulated a second time, slowly and plainly: another generator, double precision, hazards as the config
/// has them and no tables. Shares no code with the engines.
namespace ibtr::verify {

/// Numbers of women in each state at time 0 and the ends of bins: [state * (bins + 1) + point].
std::vector<double> plain_walk(const Study& study, SimulatedIndex strategy, std::size_t women, std::uint64_t seed);

}  // namespace ibtr::verify
