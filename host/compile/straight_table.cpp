#include "compile/straight_table.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/error.hpp"

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

std::vector<float> age_table(const AgeBand& band, double ticks_per_year) {
    const long double width = static_cast<long double>(band.high_years) - static_cast<long double>(band.low_years);
    const auto ticks = static_cast<long double>(ticks_per_year);
    if (!(width > 0)) return {0, 0, 0, 0};  // one entry: everyone has the age at which the band starts
    const std::vector<double>& weights = band.single_year_weights;
    std::vector<TableKnot> knots{{0, 0}};
    if (!weights.empty()) {
        const long double total = std::accumulate(weights.begin(), weights.end(), 0.0L);
        long double sum = 0;
        for (std::size_t year = 0; year + 1 < weights.size(); ++year) {
            sum += static_cast<long double>(weights[year]);
            const long double offset = std::min(static_cast<long double>(year + 1), width);
            knots.push_back({static_cast<float>(offset * ticks), static_cast<float>(sum / total)});
        }
    }
    knots.push_back({static_cast<float>(width * ticks), 1});
    return lay_out(knots);
}

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
