#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/parameters.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::sensitivity {

/// What the model says at one set of parameter values, parallel to OutcomePlan::outcomes(); undefined numbers are NaN.
/// A smooth function of the values: it carries no simulation noise of its own, or the same at every set. Called from
/// several threads at once.
using Evaluate = std::function<std::vector<double>(const Parameters&)>;

/// By the exact solution on continuous hazards. The arguments must outlive the result. @throws Interrupted when stopped
Evaluate exact_evaluation(const Model& model, const EventGraph& graph, const psa::OutcomePlan& outcomes,
                          std::function<bool()> stop_requested);

/// By simulating the same women, with the same random numbers, at every set of values, one set a call.
/// @param model with the patients of each evaluation, in two batches
Evaluate shared_patients_evaluation(const Model& model, const EventGraph& graph, const psa::OutcomePlan& outcomes,
                                    std::shared_ptr<Backend> backend);

/// Called after each evaluation; returning false stops with Interrupted. From several threads at once.
using Progress = std::function<bool(std::size_t done, std::size_t total)>;

/// Evaluates many sets of values, several at a time. @return [set][outcome]
std::vector<std::vector<double>> evaluate_all(const std::vector<Parameters>& sets, const Evaluate& evaluate,
                                              unsigned threads, const Progress& progress);

/// Parameter draws and what the model says of each.
struct DrawTable {
    std::vector<std::size_t> parameters;        ///< the drawn ones
    std::vector<std::vector<double>> inputs;    ///< [parameter][draw]
    std::vector<std::vector<double>> outcomes;  ///< [draw][outcome]

    [[nodiscard]] std::size_t draws() const { return outcomes.size(); }
    [[nodiscard]] std::vector<double> outcome(std::size_t index) const;
    /// Position of a parameter in `parameters`. @throws std::logic_error where it is not drawn
    [[nodiscard]] std::size_t position(std::size_t parameter) const;
};

/// The sampler's first draws.
DrawTable evaluate_draws(const ParameterSampler& sampler, std::size_t draws, const Evaluate& evaluate, unsigned threads,
                         const Progress& progress);

}  // namespace ibtr::sensitivity
