#include "compile/table_pool.hpp"

#include <bit>
#include <cstdint>
#include <limits>

#include "ibtr/error.hpp"

namespace ibtr {

core::TableRef TablePool::store(const std::vector<float>& table) {
    const core::TableRef next{static_cast<std::uint32_t>(floats_.size()),
                              static_cast<std::uint32_t>(std::countr_zero(table.size() / 4))};
    const auto [place, is_new] = places_.try_emplace(table, next);
    if (is_new) {
        if (floats_.size() + table.size() > std::numeric_limits<std::uint32_t>::max())
            throw UsageError("hazard tables exceed 16 GiB (strata x transitions x pieces); use fewer strata");
        floats_.insert(floats_.end(), table.begin(), table.end());
    }
    return place->second;
}

}  // namespace ibtr
