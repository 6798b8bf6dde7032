#pragma once

#include <optional>
#include <string>

#include "ibtr/model.hpp"

namespace ibtr {

/// What an endpoint is called for people: "overall survival", the label of a set, "in STATE".
std::string endpoint_in_words(const Model& model, const std::string& name);

/// " (disease-free survival)" of an endpoint that follows from roles, whether a model has it or not; empty of others.
std::string words_in_brackets(const std::string& name);

/// Why a model has not an endpoint, and the line of a config that would give it.
std::string missing_endpoint(const Model& model, const std::string& name);

/// The role that no endpoint has, or more than one, and that a measure or time zero needs; empty where all is there.
std::optional<std::string> missing_role(const Model& model, const Quantity& quantity);

/// A state as `ibtr check` and its diagrams call it.
const std::string& label_of(const State& state);

}  // namespace ibtr
