#pragma once

#include <vector>

namespace ibtr::sensitivity {

/// Partial rank correlation of an outcome with one input, the other inputs held (Iman and Conover 1982; Marino et al.
/// 2008, J Theor Biol 254:178-196). Of an only input it is the rank correlation: nothing is held.
struct RankCorrelation {
    double value;            ///< in [-1, 1]; NaN where the other inputs leave nothing of this one or of the outcome
    double ci_low, ci_high;  ///< 95 %, by Fisher's z on draws - 3 - (rank of the others) degrees of freedom
};

/// @param inputs [input][draw], all finite @param outcome [draw]; where it is undefined in a draw, all correlations are
std::vector<RankCorrelation> partial_rank_correlations(const std::vector<std::vector<double>>& inputs,
                                                       const std::vector<double>& outcome);

/// Ranks 1, 2, ...; equal values share their mean rank.
std::vector<double> ranks(const std::vector<double>& values);

}  // namespace ibtr::sensitivity
