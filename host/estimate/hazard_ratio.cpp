#include "estimate/hazard_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/statistics.hpp"
#include "engine/choose.hpp"

namespace ibtr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_step = 2;  ///< in log theta
constexpr double last_step = 1e-4;  ///< Halley cubes the error: what is left is of the order of 1e-13
constexpr int most_steps = 200;

std::vector<std::vector<CellIndex>> cells_by_class(const CellClasses& classes) {
    std::vector<std::vector<CellIndex>> cells(classes.empty() ? 0
                                                              : *std::max_element(classes.begin(), classes.end()) + 1);
    for (CellIndex c; c < classes.size(); ++c) cells[classes[c]].push_back(c);
    return cells;
}

/// Whether all women of two arms are in one class: they are compared as a whole then.
bool in_one_class(const std::vector<std::vector<CellIndex>>& classes, std::size_t first, std::size_t second,
                  const CellArms& arms) {
    return std::count_if(classes.begin(), classes.end(), [&](const std::vector<CellIndex>& cells) {
               return std::any_of(cells.begin(), cells.end(), [&](CellIndex c) {
                   return arms.weights(first)[c] != 0 || arms.weights(second)[c] != 0;
               });
           }) == 1;
}

}  // namespace

void RiskIntervals::add(const ArmAtRisk& a, const ArmAtRisk& b, std::size_t first, std::size_t end) {
    while (end > first && !(a.time[end - 1] > 0 && b.time[end - 1] > 0)) --end;
    make_room(end - first);
    engine::row_kernels().risk_terms(
        {a.events.data() + first, b.events.data() + first, a.time.data() + first, b.time.data() + first}, terms(size_),
        end - first);
    size_ += end - first;
    const engine::RiskTerms behind = terms(size_);
    for (std::size_t k = 0; k < engine::risk_lanes; ++k) {
        behind.r[k] = 1;
        behind.weighted_a[k] = behind.b[k] = behind.weighted_all[k] = 0;
    }
    const auto some = [&](const ArmAtRisk& arm) {
        return std::any_of(arm.events.data() + first, arm.events.data() + end,
                           [](double events) { return events > 0; });
    };
    some_a_ = some_a_ || some(a);
    some_b_ = some_b_ || some(b);
}

void RiskIntervals::make_room(std::size_t added) {
    const std::size_t needed = size_ + added + engine::risk_lanes;
    if (needed <= room_) return;
    std::vector<double> old = std::exchange(rows_, {});
    const std::size_t old_room = std::exchange(room_, std::max(needed, 2 * room_));
    rows_.resize(4 * room_);
    for (std::size_t row = 0; row < 4 && size_ > 0; ++row)
        std::copy_n(old.data() + row * old_room, size_, rows_.data() + row * room_);
}

engine::RiskTerms RiskIntervals::terms(std::size_t first) {
    double* row = rows_.data() + first;
    return {row, row + room_, row + 2 * room_, row + 3 * room_};
}

void RiskIntervals::clear() {
    size_ = 0;
    some_a_ = some_b_ = false;
}

/// With i = 1 / (theta + r), p = theta i and q = r i are the shares of the risk: the score is the sum of d_A q - d_B p,
/// the information that of d p q, its slope that of d p q (q - p), where q - p = 1 - 2 theta i.
RiskIntervals::Score RiskIntervals::score(double theta) {
    const std::size_t size = (size_ + engine::risk_lanes - 1) / engine::risk_lanes * engine::risk_lanes;
    const engine::RiskSums sums = engine::row_kernels().risk_sums(terms(0), theta, size);
    return {sums.a - theta * sums.b, theta * sums.squares, theta * (sums.squares - 2 * theta * sums.cubes)};
}

double RiskIntervals::log_ratio(double start) {
    if (!some_a_ || !some_b_) return undefined;

    // Halley's method on log theta: most replicates of a jackknife then need one or two passes. The score falls
    // monotonically from +d_A to -d_B, so its sign brackets the root; a step out of the bracket is replaced by
    // bisection, a long one is cut.
    double log_theta = std::isfinite(start) ? start : 0, low = -infinity, high = infinity;
    for (int step = 0; step < most_steps; ++step) {
        const auto [value, information, slope] = score(std::exp(log_theta));
        if (value == 0) break;
        (value > 0 ? low : high) = log_theta;
        const double curvature = 2 * information * information + value * slope;
        const double halley = curvature > 0 ? 2 * value * information / curvature : value / information;
        const double move = std::clamp(halley, -longest_step, longest_step);
        double next = log_theta + move;
        if (next == log_theta) break;
        if (next <= low || next >= high) next = low + (high - low) / 2;
        const double taken = std::abs(next - log_theta);
        log_theta = next;
        if (taken < last_step) break;
    }
    return log_theta;
}

HazardRatios::HazardRatios(const EndpointPlan& plan, const std::vector<CellClasses>& partitions,
                           const std::vector<NumberRequest>& requests)
    : plan_(plan) {
    for (const CellClasses& partition : partitions) partitions_.push_back(cells_by_class(partition));
    // Chains with the same second arm come one after the other: it is made once for all of them.
    const auto key = [](const Chain& chain) {
        return std::tuple(chain.endpoint, chain.classes, chain.second, chain.first);
    };
    std::vector<std::pair<Chain, std::size_t>> all;  // and the request
    for (std::size_t i = 0; i < requests.size(); ++i)
        if (requests[i].measure == Measure::hr || requests[i].measure == Measure::hr_stratified)
            all.emplace_back(chain_of(requests[i]), i);
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        return std::pair(key(a.first), requests[a.second].bins) < std::pair(key(b.first), requests[b.second].bins);
    });
    for (auto& [chain, request] : all) {
        if (chains_.empty() || key(chains_.back()) != key(chain)) chains_.push_back(chain);
        std::vector<Chain::Link>& links = chains_.back().links;
        const auto bin = static_cast<std::uint32_t>(std::lround(requests[request].bins));
        if (links.empty() || links.back().bin != bin) links.push_back({bin, {}});
        links.back().requests.push_back(request);
        last_bin_ = std::max(last_bin_, bin);
    }
}

HazardRatios::Chain HazardRatios::chain_of(const NumberRequest& request) const {
    const Endpoint& own = plan_.endpoints[request.first.endpoint];
    const auto same = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const Endpoint& other) {
        return other.contrasted && other.at_risk == own.at_risk && other.events == own.events;
    });
    return {EndpointIndex(static_cast<std::size_t>(same - plan_.endpoints.begin())), request.first.arm,
            request.second.arm, request.classes};
}

void HazardRatios::evaluate(CellArms& arms, const std::vector<double>& nearby, std::vector<double>& values) const {
    CellClasses each(arms.cells().cells);
    std::iota(each.begin(), each.end(), std::size_t{0});
    const Classes each_cell = cells_by_class(each);
    Parts first, second;
    const Chain* made = nullptr;
    const Classes* made_within = nullptr;
    RiskIntervals risk;
    for (const Chain& chain : chains_) {
        if (!arms.has_women(chain.first) || !arms.has_women(chain.second)) continue;
        const Classes* classes = nullptr;
        if (chain.classes) classes = partitions_[*chain.classes].empty() ? &each_cell : &partitions_[*chain.classes];
        if (classes == &each_cell && in_one_class(each_cell, chain.first, chain.second, arms)) classes = nullptr;
        if (made == nullptr || made->endpoint != chain.endpoint || made->second != chain.second ||
            made_within != classes)
            put_parts(chain.endpoint, classes, chain.second, arms, second);
        made = &chain;
        made_within = classes;
        put_parts(chain.endpoint, classes, chain.first, arms, first);
        solve(chain, *arms.cells().grids, first, second, nearby, risk, values);
    }
}

void HazardRatios::put_parts(EndpointIndex endpoint, const Classes* classes, std::size_t arm, CellArms& arms,
                             Parts& parts) const {
    parts.resize(classes == nullptr ? 1 : classes->size());
    if (classes == nullptr) {
        const Arm& women = arms.whole(arm);
        if (!parts.front()) parts.front().emplace();
        put_at_risk(plan_.endpoints[endpoint], *arms.cells().grids, women.cumulative.data(), women.offset.data(), 1,
                    intervals(endpoint, *arms.cells().grids), *parts.front());
        return;
    }
    for (std::size_t k = 0; k < classes->size(); ++k) put_within(endpoint, arm, arms, (*classes)[k], parts[k]);
}

void HazardRatios::put_within(EndpointIndex chain_endpoint, std::size_t arm, const CellArms& arms,
                              const std::vector<CellIndex>& cells, std::optional<ArmAtRisk>& part) const {
    const std::vector<double>& weights = arms.weights(arm);
    const CellFractions& all = arms.cells();
    double share = 0;
    for (const CellIndex c : cells) share += weights[c];
    if (!(share > 0)) return part.reset();
    if (!part) part.emplace();
    const auto put = [&](const double* cumulative, const double* offset) {
        put_at_risk(plan_.endpoints[chain_endpoint], *all.grids, cumulative, offset, share,
                    intervals(chain_endpoint, *all.grids), *part);
    };
    if (cells.size() == 1)
        if (const auto rows = all.stored(arms.strategy(arm), cells.front())) return put(rows->cumulative, rows->offset);
    std::vector<double> inside(weights.size(), 0.0);
    for (const CellIndex c : cells) inside[c] = weights[c] / share;
    const Arm women(all, arms.strategy(arm), inside);
    put(women.cumulative.data(), women.offset.data());
}

std::size_t HazardRatios::intervals(EndpointIndex endpoint, const SeriesGrids& grids) const {
    return last_bin_ == 0 ? 0 : grids.of(plan_.endpoints[endpoint].at_risk).find(last_bin_).value() + 1;
}

void HazardRatios::solve(const Chain& chain, const SeriesGrids& grids, const Parts& first, const Parts& second,
                         const std::vector<double>& nearby, RiskIntervals& risk, std::vector<double>& values) const {
    const TimeGrid& grid = grids.of(plan_.endpoints[chain.endpoint].at_risk);
    risk.clear();
    std::size_t added = 0;
    double log_ratio = 0, away = 0;
    for (const Chain::Link& link : chain.links) {
        const std::size_t end = link.bin == 0 ? 0 : grid.find(link.bin).value() + 1;
        for (std::size_t k = 0; k < first.size(); ++k)
            if (first[k] && second[k]) risk.add(*first[k], *second[k], added, end);
        added = end;
        // The ratio up to the time before is a good guess where there is no better one; most events up to this time are
        // those up to the time before, so that it is as far from what is nearby.
        const double near = nearby.empty() ? 0 : std::log(nearby[link.requests.front()]);
        log_ratio = risk.log_ratio(nearby.empty() ? log_ratio : near + away);
        away = std::isfinite(log_ratio - near) ? log_ratio - near : 0;
        for (const std::size_t request : link.requests) values[request] = std::exp(log_ratio);
    }
}

}  // namespace ibtr
