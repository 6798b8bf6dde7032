#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/study.hpp"

/// When events were, added up plainly from the offsets of tallies.
namespace ibtr::verify {

/// Sum over the events of a transition under a strategy, in one cell, of the years from each until a later end of a
/// bin.
double years_since_events(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                          std::size_t transition, std::size_t until_bin);

/// Times that a transition is taken by the end of a bin, in one cell.
double events_by(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                 std::size_t transition, std::size_t until_bin);

}  // namespace ibtr::verify
