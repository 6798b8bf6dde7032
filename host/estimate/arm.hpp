#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/buffer.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"

namespace ibtr {

/// A remainder below it is rounding of a sum of cells in which nobody is left: one woman of the largest cohort weighs
/// more.
inline constexpr double fewest_survivors = 1e-14;

/// 1 - F.
inline double survivors(double cumulative) {
    const double left = 1 - cumulative;
    return left < fewest_survivors ? 0 : left;
}

/// Events of an interval from a cumulative series.
inline double events_in(const double* cumulative, std::size_t interval) {
    return interval == 0 ? cumulative[0] : cumulative[interval] - cumulative[interval - 1];
}

/// Bins lived at risk in an interval, per woman at time 0: the whole width for those left at its end, and up to the
/// event for the others.
inline double person_time(double width, double cumulative, double offset) {
    return width * survivors(cumulative) + offset;
}

/// [state]: share of women who begin in it, up to the last in which any do. Where all begin in one state it is 1 to the
/// last bit, whatever the rounding of the weights.
std::vector<double> shares_at_start(const CellFractions& cells, const std::vector<double>& weights);

/// One strategy's women under one weighting: weighted sum of its cells, [series][interval] and [timed
/// series][interval].
struct Arm {
    Arm(const CellFractions& cells, StrategyIndex strategy, const std::vector<double>& weights);
    /// A mix of arms whose weights of cells are the same.
    struct Share {
        const Arm& arm;
        double weight;
    };
    explicit Arm(const std::vector<Share>& mix);

    [[nodiscard]] double beginning_in(std::size_t state) const { return state < at_start.size() ? at_start[state] : 0; }

    Buffer<double> cumulative, offset;
    std::vector<double> at_start;  ///< shares_at_start
};

/// Events and person-time of one arm, or of one stratum of it: an entry an interval.
struct ArmAtRisk {
    Buffer<double> events, time;
};

/// Events and person-time of an endpoint, in an arm or in one cell of it.
/// @param grids the same for its events and for what ends the time at risk
/// @param cumulative, offset rows of all series
/// @param weight of these women among all @param intervals so many from time 0 @param result is written anew
void put_at_risk(const Endpoint& endpoint, const SeriesGrids& grids, const double* cumulative, const double* offset,
                 double weight, std::size_t intervals, ArmAtRisk& result);

/// Some weights of the women of some strategies, made into arms where these are needed. The arguments must outlive it.
class CellArms {
public:
    /// @param strategies of each arm @param weights of the cells in each arm
    CellArms(const CellFractions& cells, const std::vector<StrategyIndex>& strategies,
             const std::vector<std::vector<double>>& weights)
        : cells_(cells), strategies_(strategies), weights_(weights), arms_(strategies.size()) {}

    [[nodiscard]] const CellFractions& cells() const { return cells_; }
    [[nodiscard]] StrategyIndex strategy(std::size_t arm) const { return strategies_[arm]; }
    [[nodiscard]] const std::vector<double>& weights(std::size_t arm) const { return weights_[arm]; }
    [[nodiscard]] bool has_women(std::size_t arm) const {
        return std::any_of(weights_[arm].begin(), weights_[arm].end(), [](double weight) { return weight > 0; });
    }
    const Arm& whole(std::size_t arm);

private:
    /// What an arm is mixed of, where its components are arms of the same weights and mixed alike in all cells.
    [[nodiscard]] std::vector<Arm::Share> shares(std::size_t arm);

    const CellFractions& cells_;
    const std::vector<StrategyIndex>& strategies_;
    const std::vector<std::vector<double>>& weights_;
    std::vector<std::optional<Arm>> arms_;
};

}  // namespace ibtr
