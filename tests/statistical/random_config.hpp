#pragma once

#include <cstdint>
#include <string>

namespace ibtr::test {

/// A valid config, drawn at random: 3 to 7 states, at least one absorbing; transitions forward, backward (cycles) and
/// in parallel, up to eight out of a state; all hazard families, on every clock that they fit; hazard ratios by
/// strategy, by level and by both, some of them 0; 2 or 3 strategies; up to 2 ordinary factors, the second sometimes
/// given the first; an age factor where an age clock is used; sets local, distant, death_bc, death_other and one more,
/// overlapping. The same seed gives the same text on every machine.
std::string random_config(std::uint64_t seed);

/// The same of a model in cycles of one or two bins: probabilities, constant and by time, age or time in the state, or
/// from hazards; hazard and risk ratios, some of them changing; exits of each clock in a turn of their own.
std::string random_config_in_cycles(std::uint64_t seed);

/// The same of either kind with a clock of two or more states, among which some move, and into which some come from
/// outside where there are others; it takes the place of their sojourn clocks.
std::string random_config_with_entry_clock(std::uint64_t seed, bool in_cycles);

}  // namespace ibtr::test
