#pragma once

#include <string>

#include "config/document.hpp"
#include "ibtr/model.hpp"

namespace ibtr::config {

/// Resolves `extends` (relative to the file that says it), bases first, and removes the key.
/// @throws ConfigError for a cycle, or a base that cannot be read.
Node resolve_extends(Node document, const std::string& file);

/// Lays `over` on `base`: tables merge by key, the arrays of named tables (states, strategies, transitions,
/// factors) by `name`, everything else is replaced. A parameter's `value` and `expression` replace each
/// other; a hazard with a `family`, a `mix`, an `uncertainty` and `start_states` replace the old one whole. Where
/// people begin is said by the later of the two.
void merge(Node& base, const Node& over);

/// Applies one `path.to.key=value` of the command line.
void apply_override(Node& document, const std::string& override_text, Problems& problems);

/// Replaces the `file` of every life table, and the keys that say what to read of it, by the ages and probabilities in
/// it, so that the document stands alone.
void embed_life_tables(Node& document, Problems& problems);

/// Replaces the `file` of a posterior by the draws in it: a column a parameter, a row a draw, `weight` its weight.
void embed_posterior(Node& document, Problems& problems);

/// What no number of a valid model shows and several together do: case mixes of people who are not there, hazard ratios
/// whose product cannot be simulated. With the values of the base case.
void check_together(const Model& model, const Node& document, Problems& problems);

}  // namespace ibtr::config
