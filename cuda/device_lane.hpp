#pragma once

// How a device's threads read straight-piece tables. Compiled by nvcc alone.

#include <cstdint>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/piecewise.hpp"

namespace ibtr::cuda {

/// One woman a thread, as core::Lane, of tables whose pool was written by `write_by_knot`.
struct DeviceLane : core::Lane {
    /// Numbers of a knot, in this order.
    enum Column { x, cumulative, inverse_slope, slope };

    /// Straight-piece interpolation as core::Lane does it, number for number. A place in the pool takes one register
    /// where pointers to three arrays would take six, and the last knot comes by one load.
    template <Column key, Column onto, Column slope_of>
    IBTR_HD static float interpolate(const float* pool, core::TableRef table, float value) {
        constexpr std::uint32_t columns = 4;
        std::uint32_t knot = table.first;
        for (std::uint32_t step = columns << table.log2_size >> 1; step >= columns; step >>= 1) {
            const std::uint32_t next = knot + step;
            knot = pool[next + key] <= value ? next : knot;
        }
        const float4 all = *reinterpret_cast<const float4*>(pool + knot);
        const float number[columns] = {all.x, all.y, all.z, all.w};
        return (value - number[key]) * number[slope_of] + number[onto];
    }
};

}  // namespace ibtr::cuda

namespace ibtr::core {

template <>
IBTR_HD float evaluate<cuda::DeviceLane>(const float* pool, TableRef table, float x) {
    using D = cuda::DeviceLane;
    return D::interpolate<D::x, D::cumulative, D::slope>(pool, table, x);
}

template <>
IBTR_HD float invert<cuda::DeviceLane>(const float* pool, TableRef table, float target) {
    using D = cuda::DeviceLane;
    return D::interpolate<D::cumulative, D::x, D::inverse_slope>(pool, table, target);
}

}  // namespace ibtr::core
