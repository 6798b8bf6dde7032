#pragma once

#include <functional>

#include "ibtr/model.hpp"

namespace ibtr {

/// Holds a model against what every user of one relies on: each index lies in its list, parallel lists are equally
/// long, matrices are square, the horizon and the landmarks are whole bins and ascend.
/// @throws std::logic_error naming what does not hold
void check_model(const Model& model);

/// The one way to a model that differs from a loaded one, for a run that needs other women, batches, groups or times.
/// @param change applied to a copy, which is then checked
/// @throws std::logic_error as check_model does
Model changed_model(Model model, const std::function<void(Model&)>& change);

}  // namespace ibtr
