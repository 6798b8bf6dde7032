#pragma once

#include <cstdint>
#include <functional>

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Simulates one plan; called from several threads at once.
using Simulate = std::function<Tallies(const Tables&, const WorkPlan&)>;

/// Everything that all draws share.
struct DrawContext {
    const Model& model;  ///< with the patients per draw, in two batches
    const EventGraph& graph;
    const ParameterSampler& sampler;
    const OutcomePlan& outcomes;
};

/// Parameters -> population -> tables -> tallies -> outcomes of one draw: a pure function of the context and the
/// number. The draw is part of every random number's address, so that patients are independent between draws.
/// @throws UsageError where the draw's parameters are not legal or its strata too small
DrawRecord simulate_draw(const DrawContext& context, std::uint32_t draw, const Simulate& simulate);

}  // namespace ibtr::psa
