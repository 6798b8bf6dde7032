#include "knots.hpp"

#include <cstddef>

namespace ibtr::cuda {

void write_by_knot(const Tables& tables, float* pool) {
    constexpr std::size_t columns = 4;
    const auto write = [&](const core::TableRef& table) {
        const std::size_t size = std::size_t{1} << table.log2_size;
        const float* column = tables.pool.data() + table.first;
        float* knot = pool + table.first;
        for (std::size_t k = 0; k < size; ++k)
            for (std::size_t c = 0; c < columns; ++c) knot[columns * k + c] = column[c * size + k];
    };
    for (const core::TableRef& table : tables.exit_tables) write(table);
    for (const core::TableRef& table : tables.age_tables) write(table);
}

}  // namespace ibtr::cuda
