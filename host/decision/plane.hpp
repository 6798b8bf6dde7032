#pragma once

#include <vector>

#include "base/statistics.hpp"
#include "ibtr/model.hpp"
#include "psa/decision_analysis.hpp"

namespace ibtr::decision {

/// A strategy beside the reference on the cost-effectiveness plane.
struct PlanePoint {
    double cost = 0, effect = 0;  ///< mean increments over draws
    /// Shares of draws by quadrant; draws on an axis count by halves, those at the origin by quarters.
    double dearer_better = 0, cheaper_better = 0, dearer_worse = 0, cheaper_worse = 0;
    double icer = undefined;      ///< of the means; where the strategy costs more and gives more, or less and less
    Interval icer_interval = {};  ///< 95 %, by Fieller's theorem; undefined where the set is not bounded
};

/// One point a strategy; that of the reference itself is at the origin.
std::vector<PlanePoint> plane(const psa::DecisionDraws& draws, StrategyIndex reference);

/// Fieller's set of a ratio of means: { R : (cost - R effect)^2 <= z^2 Var(cost - R effect) }. It is an interval only
/// where the effect differs from 0 by more than z standard deviations.
struct IncrementMoments {
    double cost, effect, cost_variance, effect_variance, covariance;
};
Interval fieller(const IncrementMoments& moments, double quantile);

}  // namespace ibtr::decision
