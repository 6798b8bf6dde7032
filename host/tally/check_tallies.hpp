#pragma once

#include <cstdint>
#include <string>

#include "ibtr/event_graph.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Whether tallies that come from elsewhere can be those of a whole cohort: they have the plan's shape and its women,
/// no more leave a state than came into it, no offset lies beyond its bin, and the batches add up to the whole.
/// @return what cannot be, in a few words; empty where all can
std::string impossible(const Tallies& tallies, const WorkPlan& plan, const Population& population,
                       const EventGraph& graph);

}  // namespace ibtr
