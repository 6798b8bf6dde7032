#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "ibtr/estimate.hpp"

namespace ibtr {

/// Whom a set of numbers speaks about: weight of each cell for each reported strategy.
struct SliceWeights {
    std::vector<std::vector<double>> by_strategy;

    [[nodiscard]] bool has_women(std::size_t strategy) const {
        return std::any_of(by_strategy[strategy].begin(), by_strategy[strategy].end(),
                           [](double weight) { return weight > 0; });
    }
};

/// Which hazard ratios are wanted: they take most of the time.
enum class HazardRatios : std::uint8_t { marginal, marginal_and_stratified };

/// Every reported number as a function of cell fractions, the same for tallies, leave-one-out tallies and the exact
/// solution. Only the time grid differs: products and hazard ratios run over its intervals. Curves are evaluated at
/// some of the intervals' ends, the report's time points.
class Functionals {
public:
    /// @param point_bins ascending; those at which no interval of the grid ends are left out
    /// @param hazard_ratios a stratified one that was not asked for is NaN
    Functionals(const Model& model, const EndpointPlan& plan, TimeGrid grid,
                const std::vector<std::uint32_t>& point_bins,
                HazardRatios hazard_ratios = HazardRatios::marginal_and_stratified);

    /// Index of the time point at a bin, where there is one.
    [[nodiscard]] std::optional<std::size_t> point(std::uint32_t bin) const { return points_.find(bin); }
    [[nodiscard]] std::size_t points() const { return points_.intervals(); }
    [[nodiscard]] std::size_t size() const { return curve_size_ + contrast_size_; }
    /// Position of an endpoint's value at a time point.
    [[nodiscard]] std::size_t curve(std::size_t strategy, std::size_t endpoint, std::size_t point) const {
        return (strategy * plan_.endpoints.size() + endpoint) * points() + point;
    }
    /// Position of a contrast with the reference strategy at a landmark; nnt is not among them (1 / rd).
    [[nodiscard]] std::size_t contrast(std::size_t strategy, std::size_t landmark, std::size_t endpoint,
                                       Measure measure) const {
        return curve_size_ +
               ((strategy * landmarks_.size() + landmark) * plan_.endpoints.size() + endpoint) * measures +
               static_cast<std::size_t>(measure);
    }

    /// @param nearby numbers of almost the same fractions, from which hazard ratios start; empty: none
    [[nodiscard]] std::vector<double> evaluate(const CellIncidence& cells, const SliceWeights& weights,
                                               const std::vector<double>& nearby) const;

private:
    static constexpr std::size_t measures = static_cast<std::size_t>(Measure::hr_stratified) + 1;

    struct Landmark {
        std::size_t interval, point;
    };
    struct Proportions {
        double alive, event;  ///< event-free, and its complement
    };

    void fill_curves(const Arm& arm, std::size_t strategy, std::vector<double>& values) const;
    [[nodiscard]] double net_survival_step(const Endpoint& endpoint, const Arm& arm, std::size_t interval) const;
    /// Calls visit(point, sum of `step(interval)` over the intervals up to it) for every point.
    template <class Step, class Visit>
    void cumulate(Step step, Visit visit) const;
    [[nodiscard]] Proportions proportions(const Endpoint& endpoint, double curve_value) const;
    void fill_ratios(std::size_t strategy, std::vector<double>& values) const;
    /// Whether the strategy is compared with the reference: another one, and women in both.
    [[nodiscard]] bool contrasts(const SliceWeights& weights, std::size_t strategy) const;
    void fill_hazard_ratios(const CellIncidence& cells, const SliceWeights& weights, const std::vector<Arm>& arms,
                            const std::vector<double>& nearby, std::vector<double>& values) const;
    void fill_marginal(const std::vector<Arm>& arms, const SliceWeights& weights, std::size_t endpoint,
                       const std::vector<double>& nearby, std::vector<double>& values) const;
    /// Where all women are in one cell, it is the marginal one.
    void fill_stratified(const CellIncidence& cells, const SliceWeights& weights, std::size_t endpoint,
                         const std::vector<double>& nearby, std::vector<double>& values) const;
    /// Hazard ratios up to every landmark. @param position of the first in `values`; the others follow in its stride
    void solve(const std::vector<std::pair<const ArmAtRisk*, const ArmAtRisk*>>& strata, std::size_t position,
               const std::vector<double>& nearby, std::vector<double>& values) const;

    const EndpointPlan& plan_;
    TimeGrid grid_;
    std::vector<double> widths_;  ///< of grid_'s intervals
    HazardRatios hazard_ratios_;
    TimeGrid points_;                                 ///< ends of some intervals of grid_
    std::vector<std::size_t> point_intervals_;        ///< interval of grid_ that ends at each point
    std::vector<std::optional<Landmark>> landmarks_;  ///< ascending; empty where it is no point of this grid
    std::size_t reference_, strategies_;
    double bins_per_year_;
    std::size_t curve_size_, contrast_size_;
};

/// Bins of the model's landmarks, ascending.
std::vector<std::uint32_t> landmark_bins(const Model& model);

}  // namespace ibtr
