#include "exact/age_rule.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::exact {

AgeRule age_rule(const AgeBand* band, unsigned grid_per_year, std::size_t steps_per_bin) {
    if (band == nullptr) return {0, 0, {1.0}, true};
    const double width = band->high_years - band->low_years;
    if (width <= 0) return {band->low_years, 0, {1.0}, true};

    const double bins = width * static_cast<double>(grid_per_year);
    const double whole_bins = std::max(1.0, std::ceil(bins - 1e-9));
    const std::size_t panels = static_cast<std::size_t>(whole_bins) * steps_per_bin;
    AgeRule rule{band->low_years, width / static_cast<double>(panels), std::vector<double>(panels + 1, 0),
                 std::abs(whole_bins - bins) < 1e-9};
    double total = 0;
    for (std::size_t panel = 0; panel < panels; ++panel) {
        double density = 1;
        if (!band->single_year_weights.empty()) {
            const auto year = static_cast<std::size_t>((static_cast<double>(panel) + 0.5) * rule.spacing_years);
            density = band->single_year_weights[std::min(year, band->single_year_weights.size() - 1)];
        }
        rule.weights[panel] += density;
        rule.weights[panel + 1] += density;
        total += 2 * density;
    }
    for (double& weight : rule.weights) weight /= total;
    return rule;
}

}  // namespace ibtr::exact
