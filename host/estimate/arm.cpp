#include "estimate/arm.hpp"

#include <algorithm>

#include "engine/choose.hpp"

namespace ibtr {

std::vector<double> shares_at_start(const CellFractions& cells, const std::vector<double>& weights) {
    const auto [first, last] = std::minmax_element(cells.starts.begin(), cells.starts.end());
    if (first == cells.starts.end()) return {};
    std::vector<double> shares(*last + 1, 0.0);
    if (*first == *last) {
        shares.back() = 1;
        return shares;
    }
    for (std::size_t c = 0; c < weights.size(); ++c) shares[cells.starts[c]] += weights[c];
    return shares;
}

Arm::Arm(const CellFractions& cells, StrategyIndex strategy, const std::vector<double>& weights)
    : cumulative(cells.grids->row()), offset(cells.grids->offset_row()), at_start(shares_at_start(cells, weights)) {
    bool first = true;
    for (CellIndex c; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        cells.add(strategy, c, weights[c], first, {cumulative.numbers(), offset.numbers()});
        first = false;
    }
    if (!first) return;
    std::ranges::fill(cumulative.numbers(), 0.0);
    std::ranges::fill(offset.numbers(), 0.0);
}

/// x_0 + sum_m w_m (x_m - x_0): see StrategyMixtures::mix.
Arm::Arm(const std::vector<Share>& mix)
    : cumulative(mix.front().arm.cumulative.size()),
      offset(mix.front().arm.offset.size()),
      at_start(mix.front().arm.at_start) {
    const auto add = [&](Buffer<double> Arm::*numbers) {
        double* __restrict to = (this->*numbers).data();
        const double* first = (mix.front().arm.*numbers).data();
        const std::size_t size = (this->*numbers).size();
        std::copy_n(first, size, to);
        for (std::size_t m = 1; m < mix.size(); ++m) {
            const double* other = (mix[m].arm.*numbers).data();
            const double weight = mix[m].weight;
            for (std::size_t i = 0; i < size; ++i) to[i] += weight * (other[i] - first[i]);
        }
    };
    add(&Arm::cumulative);
    add(&Arm::offset);
}

const Arm& CellArms::whole(std::size_t arm) {
    if (arms_[arm]) return *arms_[arm];
    const std::vector<Arm::Share> mix = shares(arm);
    return mix.empty() ? arms_[arm].emplace(cells_, strategies_[arm], weights_[arm]) : arms_[arm].emplace(mix);
}

std::vector<Arm::Share> CellArms::shares(std::size_t arm) {
    std::vector<Arm::Share> mix;
    for (const StrategyMixtures::Component& component : cells_.mix_of_all_cells(strategies_[arm])) {
        std::size_t other = 0;
        while (other < strategies_.size() &&
               (strategies_[other] != component.strategy || weights_[other] != weights_[arm]))
            ++other;
        if (other == strategies_.size()) return {};
        mix.push_back({whole(other), component.weight});
    }
    return mix;
}

void put_at_risk(const Endpoint& endpoint, const SeriesGrids& grids, const double* cumulative, const double* offset,
                 double weight, std::size_t intervals, ArmAtRisk& result) {
    const std::vector<double>& widths = grids.widths(endpoint.at_risk);
    const double* events = cumulative + grids.first(endpoint.events);
    const double* ended = cumulative + grids.first(endpoint.at_risk);
    const double* time = offset + grids.first_offset(endpoint.time);
    result.events.reset(intervals);
    result.time.reset(intervals);
    const engine::RowKernels& kernels = engine::row_kernels();
    kernels.increments(events, weight, result.events.data(), intervals);
    kernels.person_times({widths.data(), ended, time, weight, fewest_survivors}, result.time.data(), intervals);
}

}  // namespace ibtr
