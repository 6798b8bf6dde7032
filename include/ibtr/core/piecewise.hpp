#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Value at x of a straight-piece table, x within its domain.
template <class L>
IBTR_HD typename L::Real evaluate(const float* pool, TableRef table, typename L::Real x) {
    const float* knots = pool + table.first;
    const unsigned size = 1U << table.log2_size;
    return L::interpolate(knots, knots + size, knots + 3 * size, table.log2_size, x);
}

/// x at which a straight-piece table reaches `target` >= 0; never_ticks where it does not. The last knot
/// with a value <= target is taken, so flat pieces (inverse slope 0) are jumped over.
template <class L>
IBTR_HD typename L::Real invert(const float* pool, TableRef table, typename L::Real target) {
    const float* knots = pool + table.first;
    const unsigned size = 1U << table.log2_size;
    return L::interpolate(knots + size, knots, knots + 2 * size, table.log2_size, target);
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
