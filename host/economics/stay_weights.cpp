#include "economics/stay_weights.hpp"

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr {

std::vector<double> cycle_weights(CycleRewards rewards, std::size_t cycles) {
    std::vector<double> weights(cycles + 1, 1);
    const auto alternate = [&](double odd, double even) {
        for (std::size_t c = 1; c < cycles; ++c) weights[c] = c % 2 == 1 ? odd : even;
        weights.front() = weights.back() = 1.0 / 3;
    };
    switch (rewards) {
        case CycleRewards::start:
            weights.back() = 0;
            break;
        case CycleRewards::end:
            weights.front() = 0;
            break;
        case CycleRewards::half_cycle:
            weights.front() = weights.back() = 0.5;
            break;
        case CycleRewards::simpson:
            if (cycles % 2 != 0)
                throw UsageError(
                    "economics.cycle_rewards: Simpson's rule needs an even number of cycles; change the horizon by a "
                    "cycle, or use \"half_cycle\"");
            alternate(4.0 / 3, 2.0 / 3);
            break;
        case CycleRewards::tutorial:
            alternate(2.0 / 3, 4.0 / 3);
            break;
    }
    return weights;
}

StayWeights stay_weights(const Model& model, CycleRewards rewards, double rate_per_year) {
    const double force = std::log1p(rate_per_year), width = 1.0 / model.grid_per_year;
    StayWeights result{0, std::vector<double>(model.bins(), 0), std::vector<double>(model.bins(), 0)};
    if (model.cycle_years) {
        const std::size_t bins = model.bins_a_cycle();
        const std::vector<double> weights = cycle_weights(rewards, model.bins() / bins);
        result.at_start = weights.front() * *model.cycle_years;
        for (std::size_t c = 1; c < weights.size(); ++c)
            result.at_end[c * bins - 1] =
                weights[c] * *model.cycle_years * std::exp(-force * static_cast<double>(c) * *model.cycle_years);
        return result;
    }
    for (std::size_t j = 0; j < model.bins(); ++j) {
        const double from = static_cast<double>(j) * width;
        result.in_bin[j] = force == 0 ? width : std::exp(-force * from) * -std::expm1(-force * width) / force;
    }
    return result;
}

StayWeights StayWeights::between(const Model& model, CycleRewards rewards, double from_years, double to_years) const {
    const auto bin_of = [&](double years) {
        return static_cast<std::size_t>(std::llround(years * static_cast<double>(model.grid_per_year)));
    };
    const std::size_t from = bin_of(from_years), to = bin_of(to_years);
    const bool at_starts = rewards == CycleRewards::start;
    StayWeights part = *this;
    if (from > 0) part.at_start = 0;
    for (std::size_t j = 0; j < in_bin.size(); ++j) {
        if (j < from || j >= to) part.in_bin[j] = 0;
        const std::size_t end = j + 1;
        const bool outside = at_starts ? end < from || end >= to : end <= from || end > to;
        if (outside) part.at_end[j] = 0;
    }
    return part;
}

}  // namespace ibtr
