#pragma once

#include <cstdint>
#include <string>

#include "ibtr/model.hpp"

namespace ibtr::test {

/// A section [economics] for a model, drawn at random: utilities and costs of states, transitions and time zero, for
/// everyone, a strategy, a level of a group and a span of time; savings; losses at events; discount rates, some of them
/// changing; in a model in cycles each way to count their ends. The same seed gives the same text on every machine.
std::string random_economics(const Model& model, std::uint64_t seed);

}  // namespace ibtr::test
