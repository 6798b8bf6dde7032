#include "validate/quantity_draws.hpp"

#include <algorithm>
#include <cmath>

#include "estimate/quantity_values.hpp"
#include "uncertainty/for_each_draw.hpp"

namespace ibtr::validation {
namespace {

constexpr unsigned quarters = 4;
constexpr double tolerance_of_draws = 1e-6;

}  // namespace

unsigned grid_of_draws(const Model& model, std::span<const Quantity> quantities) {
    const auto in_quarters = [](const Quantity& quantity) {
        const double bins = quantity.time_years * quarters;
        return std::abs(bins - std::round(bins)) < 1e-9;
    };
    const bool fits =
        model.grid_per_year % quarters == 0 && std::all_of(quantities.begin(), quantities.end(), in_quarters);
    return fits ? quarters : model.grid_per_year;
}

std::vector<std::vector<double>> quantity_draws(const Model& model, std::span<const Quantity> quantities,
                                                std::uint32_t draws, const ExactOptions& options,
                                                const std::function<bool(std::uint32_t)>& progress) {
    // Changed in place, not by changed_model: the model's own horizon and landmarks, which need not be whole bins of
    // the coarser grid, count for nothing here, for every quantity brings its own time.
    Model coarse = model;
    coarse.grid_per_year = grid_of_draws(model, quantities);
    ExactOptions one_thread = options;
    one_thread.threads = 1;
    one_thread.step_tolerance = std::max(one_thread.step_tolerance, tolerance_of_draws);

    std::vector<std::vector<double>> by_draw(draws);
    for_each_draw(model, draws, thread_count(options.threads), progress, [&](std::size_t d, const Parameters& drawn) {
        by_draw[d] = quantity_values(coarse, drawn, quantities, one_thread);
    });

    std::vector<std::vector<double>> by_quantity(quantities.size());
    for (const std::vector<double>& values : by_draw)
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!std::isnan(values[i])) by_quantity[i].push_back(values[i]);
    return by_quantity;
}

}  // namespace ibtr::validation
