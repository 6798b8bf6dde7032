#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "economics/costs_and_effects.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// The section of summary.json about costs and effects.
nlohmann::ordered_json economics_json(const Model& model, std::span<const CostsAndEffects> results);

}  // namespace ibtr
