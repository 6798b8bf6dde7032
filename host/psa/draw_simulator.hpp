#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ibtr/backend.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/job.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Everything that all draws share.
struct DrawContext {
    const Model& model;  ///< with the patients per draw, in two batches
    const EventGraph& graph;
    const ParameterSampler& sampler;
    const OutcomePlan& outcomes;
    DrawMethod method = DrawMethod::simulation;
};

/// Parameters -> population -> tables -> tallies -> outcomes of one draw: a pure function of the context and the
/// number. The draw is part of every random number's address, so that patients are independent between draws. The job
/// throws UsageError where the draw's parameters are not legal or its strata too small.
/// @param context must outlive the job
/// @param take called with the record, on a thread of the backend
std::unique_ptr<Job> make_draw_job(const DrawContext& context, std::uint32_t draw,
                                   std::function<void(DrawRecord)> take);

/// One draw by itself, by the method of the context.
DrawRecord simulate_draw(const DrawContext& context, std::uint32_t draw, Backend& backend);

/// What makes draws. What simulates: on a CPU each on one thread, several at a time; on a device one after another.
struct Engine {
    std::shared_ptr<Backend> backend;
    unsigned threads = 1;  ///< draws at a time
    /// What walks the women of one draw, for the manifest. On a CPU that is `cpp`, one thread, whichever backend the
    /// threads are of that take the draws: a draw is the backend's job, and its threads share one at the end only.
    std::string name, description;
};

/// @param name as make_backend takes it; @param threads 1 or more
/// @throws BackendError, UsageError as make_backend
Engine make_engine(const std::string& name, unsigned threads);

}  // namespace ibtr::psa
