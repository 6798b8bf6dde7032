#pragma once

#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// The model in words, for a clinician: what is simulated, every state, transition, strategy, factor,
/// endpoint and number with its source, and the warnings of loading.
std::string describe_model(const Model& model, const Parameters& parameters, const std::vector<std::string>& warnings);

/// The state graph for Graphviz: an edge a transition, labelled with its name, hazard and clock.
std::string model_as_dot(const Model& model, const Parameters& parameters);

/// The same as a Mermaid flowchart.
std::string model_as_mermaid(const Model& model, const Parameters& parameters);

}  // namespace ibtr
