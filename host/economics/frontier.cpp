#include "economics/frontier.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/statistics.hpp"

namespace ibtr {

const char* to_text(Standing standing) {
    switch (standing) {
        case Standing::on_frontier:
            return "on frontier";
        case Standing::dominated:
            return "dominated";
        case Standing::equal:
            return "equal";
        case Standing::unknown:
            return "unknown";
        case Standing::extended_dominated:
            return "extended dominated";
    }
    return "";
}

namespace {

/// Costs and effects that differ by less are the same: sums in another order, and mixes of strategies, differ so by
/// rounding, and no verdict may hang on it.
constexpr double tie = 1e-9;

bool are_tied(double a, double b) {
    return std::abs(a - b) <= tie * std::max(std::abs(a), std::abs(b));
}

/// Whether b lies above the line from a to c, by more than rounding: a mix of the two is then better.
bool is_above_line(double cost_ab, double effect_ab, double cost_ac, double effect_ac) {
    const double by_b = cost_ab * effect_ac, by_c = cost_ac * effect_ab;
    return by_b > by_c && !are_tied(by_b, by_c);
}

}  // namespace

std::vector<FrontierPoint> efficiency_frontier(std::span<const double> costs, std::span<const double> effects) {
    const std::size_t count = costs.size();
    std::vector<FrontierPoint> points(count);
    std::vector<std::size_t> order;
    for (std::size_t s = 0; s < count; ++s) {
        if (std::isfinite(costs[s]) && std::isfinite(effects[s]))
            order.push_back(s);
        else
            points[s].standing = Standing::unknown;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(costs[a], -effects[a], a) < std::tuple(costs[b], -effects[b], b);
    });
    // The upper left hull: dearer strategies must give more, at ratios that rise.
    std::vector<std::size_t> hull;
    for (const std::size_t next : order) {
        if (!hull.empty()) {
            const bool same_effect = are_tied(effects[next], effects[hull.back()]);
            const bool same_cost = are_tied(costs[next], costs[hull.back()]);
            if (same_effect || effects[next] < effects[hull.back()]) {
                points[next].standing = same_effect && same_cost ? Standing::equal : Standing::dominated;
                continue;
            }
            if (same_cost) {
                points[hull.back()].standing = Standing::dominated;
                hull.pop_back();
            }
        }
        const auto beaten = [&](std::size_t a, std::size_t b) {  // b, by a mix of a and the next
            return is_above_line(costs[b] - costs[a], effects[b] - effects[a], costs[next] - costs[a],
                                 effects[next] - effects[a]);
        };
        while (hull.size() > 1 && beaten(hull[hull.size() - 2], hull.back())) {
            points[hull.back()].standing = Standing::extended_dominated;
            hull.pop_back();
        }
        hull.push_back(next);
    }
    for (FrontierPoint& point : points) point.icer = undefined;
    for (std::size_t i = 1; i < hull.size(); ++i) {
        FrontierPoint& point = points[hull[i]];
        point.next_cheaper = hull[i - 1];
        point.incremental_cost = costs[hull[i]] - costs[hull[i - 1]];
        point.incremental_effect = effects[hull[i]] - effects[hull[i - 1]];
        point.icer = point.incremental_cost / point.incremental_effect;
    }
    return points;
}

}  // namespace ibtr
