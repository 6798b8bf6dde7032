#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"
#include "ibtr/core/tables.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Value at x of a straight-piece table, x within its domain.
template <class L>
IBTR_HD typename L::Real evaluate(const float* pool, TableRef table, typename L::Real x) {
    const float* knots = pool + table.first;
    const unsigned size = 1U << table.log2_size;
    const typename L::Index k = L::search(knots, table.log2_size, x);
    const auto start = L::lookup(knots, table.log2_size, k);
    const auto value = L::lookup(knots + size, table.log2_size, k);
    const auto slope = L::lookup(knots + 3 * size, table.log2_size, k);
    return (x - start) * slope + value;
}

/// x at which a straight-piece table reaches `target` >= 0; never_ticks where it does not. The last knot
/// with a value <= target is taken, so flat pieces (inverse slope 0) are jumped over.
template <class L>
IBTR_HD typename L::Real invert(const float* pool, TableRef table, typename L::Real target) {
    const float* knots = pool + table.first;
    const unsigned size = 1U << table.log2_size;
    const typename L::Index k = L::search(knots + size, table.log2_size, target);
    const auto start = L::lookup(knots, table.log2_size, k);
    const auto value = L::lookup(knots + size, table.log2_size, k);
    const auto inverse_slope = L::lookup(knots + 2 * size, table.log2_size, k);
    return (target - value) * inverse_slope + start;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
