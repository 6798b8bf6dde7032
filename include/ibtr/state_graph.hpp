#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ibtr/model.hpp"

// The states as a graph, and where women begin in it: all in Model::start_state, or each in the start state of her
// level of one factor. To begin in a state is no event: nobody has entered it, and no endpoint has fired.
namespace ibtr {

/// The factor whose levels say where women begin; none where all begin in Model::start_state.
std::optional<std::size_t> start_factor(const Model& model);

/// The states in which women may begin, each once, in the order of the levels.
std::vector<std::size_t> start_states(const Model& model);

/// The state in which women with these levels begin. @param levels parallel to Model::factors
std::size_t start_of(const Model& model, const std::vector<std::size_t>& levels);

/// [state]: whether women may come to be in it: they begin there, or transitions lead there from where they begin.
std::vector<bool> reached_states(const Model& model);

/// [state]: whether whoever is in it began there, so that its sojourn clock is the time since zero.
std::vector<bool> occupied_from_start_only(const Model& model);

/// [state]: whether transitions lead from it back to it (it lies in a strongly connected component of more than one
/// state).
std::vector<bool> states_on_cycles(const Model& model);

}  // namespace ibtr
