#pragma once

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// A model at one set of parameter values, with what follows from these: a view, whose parts must outlive it.
struct Cohort {
    const Model& model;
    const Parameters& parameters;
    const Population& population;
    const EventGraph& graph;
};

}  // namespace ibtr
