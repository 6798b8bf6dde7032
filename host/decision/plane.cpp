#include "decision/plane.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::decision {
namespace {

/// 1 for a positive number, 0 for a negative one, 1/2 for 0.
double positive(double value) {
    return value > 0 ? 1 : value < 0 ? 0 : 0.5;
}

PlanePoint point_of(const std::vector<double>& costs, const std::vector<double>& effects) {
    const auto count = static_cast<double>(costs.size());
    PlanePoint point{mean(costs), mean(effects)};
    IncrementMoments moments{point.cost, point.effect, sample_variance(costs, point.cost),
                             sample_variance(effects, point.effect), 0};
    for (std::size_t d = 0; d < costs.size(); ++d) {
        const double dearer = positive(costs[d]) / count, better = positive(effects[d]);
        const double cheaper = 1 / count - dearer;
        point.dearer_better += dearer * better;
        point.dearer_worse += dearer * (1 - better);
        point.cheaper_better += cheaper * better;
        point.cheaper_worse += cheaper * (1 - better);
        moments.covariance += (costs[d] - point.cost) * (effects[d] - point.effect) / (count - 1);
    }
    if (point.cost * point.effect <= 0) return point;
    point.icer = point.cost / point.effect;
    point.icer_interval = fieller(moments, z_975);
    return point;
}

}  // namespace

Interval fieller(const IncrementMoments& m, double quantile) {
    const double square = quantile * quantile;
    // a R^2 - 2 b R + c <= 0
    const double a = m.effect * m.effect - square * m.effect_variance, b = m.cost * m.effect - square * m.covariance,
                 c = m.cost * m.cost - square * m.cost_variance;
    if (!(a > 0)) return {};
    const double root = std::sqrt(std::max(b * b - a * c, 0.0));
    return {(b - root) / a, (b + root) / a};
}

std::vector<PlanePoint> plane(const psa::DecisionDraws& draws, StrategyIndex reference) {
    std::vector<PlanePoint> points;
    for (StrategyIndex s; s < draws.strategies; ++s) {
        std::vector<double> costs, effects;
        for (std::size_t d = 0; d < draws.draws(); ++d) {
            costs.push_back(draws.costs[draws.at(d, s)] - draws.costs[draws.at(d, reference)]);
            effects.push_back(draws.effects[draws.at(d, s)] - draws.effects[draws.at(d, reference)]);
        }
        points.push_back(s == reference ? PlanePoint{} : point_of(costs, effects));
    }
    return points;
}

}  // namespace ibtr::decision
