#include "compile/straight_table.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "ibtr/core/tables.hpp"

namespace ibtr {
namespace {

/// Rises below this count as flat: 2^17 ticks over them would be beyond float32.
constexpr long double smallest_rise = 1e-30L;

long double interpolate(const PiecewiseHazard& pieces, long double x) {
    const auto& knots = pieces.x_years;
    const auto next = std::upper_bound(knots.begin() + 1, knots.end() - 1, x);
    const auto i = static_cast<std::size_t>(next - knots.begin());
    const long double x0 = knots[i - 1], x1 = knots[i];
    const long double y0 = pieces.cumulative[i - 1], y1 = pieces.cumulative[i];
    return y0 + (y1 - y0) * ((x - x0) / (x1 - x0));
}

float ratio(long double numerator, long double denominator) {
    return denominator > 0 ? static_cast<float>(numerator / denominator) : 0.0F;
}

}  // namespace

std::vector<TableKnot> round_knots(const PiecewiseHazard& pieces, double ticks_per_year) {
    const long double origin = pieces.x_years.front(), ticks = ticks_per_year;
    std::vector<TableKnot> knots{{0, 0}};
    for (std::size_t i = 1; i < pieces.x_years.size(); ++i) {
        const auto x = static_cast<float>((static_cast<long double>(pieces.x_years[i]) - origin) * ticks);
        if (x <= knots.back().x) continue;
        const long double exact = interpolate(pieces, origin + static_cast<long double>(x) / ticks);
        const auto value = static_cast<float>(exact);
        const bool rises =
            static_cast<long double>(value) - static_cast<long double>(knots.back().value) >= smallest_rise;
        knots.push_back({x, rises ? value : knots.back().value});
    }
    return knots;
}

std::vector<float> lay_out(const std::vector<TableKnot>& knots) {
    const std::size_t pieces = knots.size() - 1;
    const std::size_t size = std::bit_ceil(pieces + 1);
    std::vector<float> table(4 * size, 0.0F);
    for (std::size_t i = 0; i < size; ++i) {
        table[i] = i < pieces ? knots[i].x : core::never_ticks;
        table[size + i] = knots[std::min(i, pieces)].value;
        if (i >= pieces) continue;
        const long double dx = static_cast<long double>(knots[i + 1].x) - static_cast<long double>(knots[i].x);
        const long double dy = static_cast<long double>(knots[i + 1].value) - static_cast<long double>(knots[i].value);
        table[2 * size + i] = ratio(dx, dy);
        table[3 * size + i] = ratio(dy, dx);
    }
    return table;
}

}  // namespace ibtr
