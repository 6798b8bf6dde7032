#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::validation {

/// Bins a year on which draws are solved: quarters, or the model's own bins where these are longer, or where a time is
/// no whole number of quarters. What that changes is stated in docs/validation.md and bounded by a test.
unsigned grid_of_draws(const Model& model, std::span<const Quantity> quantities);

/// What a model says about each quantity over draws of its parameters: [quantity][draw], undefined values left out.
/// Draws run side by side on so many threads; the result does not depend on their number.
/// @param progress told how many draws are done, from several threads, one at a time; false stops. May be empty.
/// @throws Interrupted
std::vector<std::vector<double>> quantity_draws(const Model& model, std::span<const Quantity> quantities,
                                                std::uint32_t draws, const ExactOptions& options,
                                                const std::function<bool(std::uint32_t)>& progress);

}  // namespace ibtr::validation
