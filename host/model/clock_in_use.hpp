#pragma once

#include <cstddef>

#include "ibtr/model.hpp"

namespace ibtr {

/// Whether a transition has the same hazard, and in cycles the same probability, whatever its clock reads.
bool is_constant(const Transition& transition);

/// Whether anybody comes to a state of an entry clock from another of its states: the clock then reads more than 0 on
/// entry.
bool entered_within_clock(const Model& model, std::size_t state);

/// The clock that a transition is looked up by. An entry clock is the time clock where nobody comes to its states from
/// outside, and the sojourn clock in a state that is entered from outside alone; a constant hazard on the sojourn clock
/// goes by the entry clock of its state, so that no state has both.
Clock clock_in_use(const Model& model, const Transition& transition);

/// Whether a hazard on the sojourn clock changes with it in a state that the entry clock of others runs on through: two
/// times since entry would have to be known there.
bool needs_second_clock(const Model& model, const Transition& transition);

}  // namespace ibtr
