#pragma once

#include "ibtr/tables.hpp"

namespace ibtr::cuda {

/// Writes a pool of tables as a device reads it: knot after knot, each its x, cumulative, inverse slope and slope,
/// where the pool has four arrays a table. Tables stay in their places.
/// @param pool room for tables.pool.size() floats
void write_by_knot(const Tables& tables, float* pool);

}  // namespace ibtr::cuda
