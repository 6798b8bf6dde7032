#pragma once

#include "engine/curve_rows.hpp"
#include "engine/packed_rows.hpp"
#include "engine/row_kernels.hpp"

namespace ibtr::engine {
inline namespace IBTR_ISA_NAMESPACE {
namespace {

/// @tparam W doubles a vector
template <int W>
constexpr RowKernels row_loops{add_packed<W>,
                               cumulate<W>,
                               add_weighted_numbers<std::int32_t>,
                               add_weighted_numbers<std::int64_t>,
                               increments,
                               person_times,
                               risk_terms<W>,
                               risk_sums<W <= static_cast<int>(risk_lanes) ? W : static_cast<int>(risk_lanes)>,
                               net_survival_steps};

}  // namespace
}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::engine
