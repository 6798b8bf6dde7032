#include "economics/stay_weights.hpp"

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// Calls visit(interval, bin) for the bins of every interval.
template <class Visit>
void for_each_bin(const TimeGrid& grid, Visit visit) {
    std::size_t bin = 0;
    for (std::size_t k = 0; k < grid.intervals(); ++k)
        for (; bin < grid.end_bins[k]; ++bin) visit(k, bin);
}

double share_of(const std::vector<double>* shares, std::size_t bin) {
    return shares == nullptr || shares->empty() ? 1 : (*shares)[bin];
}

}  // namespace

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

StayWeights stay_weights(const Model& model, CycleRewards rewards, const Discount& discount) {
    const double width = 1.0 / model.grid_per_year;
    const std::vector<double> none(model.bins(), 0);
    StayWeights result{0, none, none, none};
    if (model.cycle_years) {
        const std::size_t bins = model.bins_a_cycle();
        const std::vector<double> weights = cycle_weights(rewards, model.bins() / bins);
        result.at_start = weights.front() * *model.cycle_years;
        for (std::size_t c = 1; c < weights.size(); ++c)
            result.at_end[c * bins - 1] =
                weights[c] * *model.cycle_years * discount.factor(static_cast<double>(c) * *model.cycle_years);
        return result;
    }
    for (std::size_t j = 0; j < model.bins(); ++j) {
        const double from = static_cast<double>(j) * width, to = static_cast<double>(j + 1) * width;
        result.inside[j] = discount.integral(from, to);
        result.rise[j] = (discount.factor(to) - discount.factor(from)) * width / 12;
    }
    return result;
}

EventWeights event_weights(const Model& model, CycleRewards rewards, const Discount& discount) {
    const double width = 1.0 / model.grid_per_year;
    EventWeights result;
    for (std::size_t j = 0; j < model.bins(); ++j) {
        const double from = static_cast<double>(j) * width, to = static_cast<double>(j + 1) * width;
        if (model.cycle_years) {  // events are at ends of cycles
            result.per_event.push_back(discount.factor(rewards == CycleRewards::start ? to - *model.cycle_years : to));
            result.per_bin.push_back(0);
            continue;
        }
        const double fall = discount.factor(to) - discount.factor(from);
        result.per_event.push_back(discount.integral(from, to) / width - fall / 2);
        result.per_bin.push_back(fall);
    }
    return result;
}

void StayWeights::add(double value, const StayWeights& others, const TimeShare* share) {
    at_start += value * others.at_start * (share == nullptr ? 1 : share->at_start);
    for (std::size_t j = 0; j < inside.size(); ++j) {
        const double held = share_of(share == nullptr ? nullptr : &share->in_bin, j);
        inside[j] += value * others.inside[j] * held;
        rise[j] += value * others.rise[j] * held;
        at_end[j] += value * others.at_end[j] * share_of(share == nullptr ? nullptr : &share->at_end, j);
    }
}

StayWeights StayWeights::on(const TimeGrid& grid) const {
    if (grid.every_bin()) return *this;
    const std::vector<double> none(grid.intervals(), 0);
    StayWeights result{at_start, none, none, none};
    for_each_bin(grid, [&](std::size_t k, std::size_t j) { result.inside[k] += inside[j] + at_end[j]; });
    return result;
}

void EventWeights::add(double value, const EventWeights& others, const TimeShare* share) {
    for (std::size_t j = 0; j < per_event.size(); ++j) {
        const double held = share_of(share == nullptr ? nullptr : &share->in_bin, j);
        per_event[j] += value * held * others.per_event[j];
        per_bin[j] += value * held * others.per_bin[j];
    }
}

EventWeights EventWeights::on(const TimeGrid& grid) const {
    if (grid.every_bin()) return *this;
    const std::vector<double> widths = grid.widths();
    EventWeights result{std::vector<double>(grid.intervals(), 0), std::vector<double>(grid.intervals(), 0)};
    for_each_bin(grid, [&](std::size_t k, std::size_t j) {
        result.per_event[k] += (per_event[j] + per_bin[j] / 2) / widths[k];
    });
    return result;
}

}  // namespace ibtr
