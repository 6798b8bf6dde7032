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
        if (!hull.empty() && effects[next] <= effects[hull.back()]) {
            const bool same = effects[next] == effects[hull.back()] && costs[next] == costs[hull.back()];
            points[next].standing = same ? Standing::equal : Standing::dominated;
            continue;
        }
        const auto dear = [&](std::size_t a, std::size_t b, std::size_t c) {  // b is no better than a mix of a and c
            return (costs[b] - costs[a]) * (effects[c] - effects[a]) >=
                   (costs[c] - costs[a]) * (effects[b] - effects[a]);
        };
        while (hull.size() > 1 && dear(hull[hull.size() - 2], hull.back(), next)) {
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
