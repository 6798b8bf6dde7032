#include "compile/age_table.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "compile/straight_table.hpp"

namespace ibtr {

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

}  // namespace ibtr
