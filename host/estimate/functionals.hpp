#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "endpoints.hpp"
#include "ibtr/estimate.hpp"
#include "incidence.hpp"

namespace ibtr {

/// Whom a set of numbers speaks about: weight of each cell for each reported strategy.
struct SliceWeights {
    std::vector<std::vector<double>> by_strategy;
};

/// Every reported number as a function of cell fractions, the same for tallies, leave-one-out tallies and the exact
/// solution. Only the time grid differs: products and hazard ratios run over its intervals.
class Functionals {
public:
    Functionals(const Model& model, const EndpointPlan& plan, TimeGrid grid);

    [[nodiscard]] const TimeGrid& grid() const { return grid_; }
    [[nodiscard]] std::size_t size() const { return curve_size_ + contrast_size_; }
    /// Position of an endpoint's value at the end of an interval.
    [[nodiscard]] std::size_t curve(std::size_t strategy, std::size_t endpoint, std::size_t interval) const {
        return (strategy * plan_.endpoints.size() + endpoint) * grid_.intervals() + interval;
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

    /// Weighted sum of a strategy's cells: [series][interval].
    struct Arm {
        std::vector<double> cumulative, offset;
    };
    struct Proportions {
        double alive, event;  ///< event-free, and its complement
    };

    [[nodiscard]] Arm join_cells(const CellIncidence& cells, std::size_t strategy,
                                 const std::vector<double>& weights) const;
    void fill_curves(const Arm& arm, std::size_t strategy, std::vector<double>& values) const;
    [[nodiscard]] double net_survival_step(const Endpoint& endpoint, const Arm& arm, std::size_t interval) const;
    [[nodiscard]] Proportions proportions(const Endpoint& endpoint, double curve_value) const;
    void fill_ratios(std::size_t strategy, std::vector<double>& values) const;
    void fill_hazard_ratios(const CellIncidence& cells, const SliceWeights& weights, const std::vector<Arm>& arms,
                            std::size_t strategy, const std::vector<double>& nearby, std::vector<double>& values) const;
    [[nodiscard]] double person_time(const double* cumulative, const double* offset, std::size_t interval) const;

    const EndpointPlan& plan_;
    TimeGrid grid_;
    std::vector<std::size_t> landmarks_;  ///< interval that ends at each landmark; intervals() where none does
    std::size_t reference_, strategies_;
    double bins_per_year_;
    std::size_t curve_size_, contrast_size_;
};

/// Bins of the model's landmarks, ascending.
std::vector<std::uint32_t> landmark_bins(const Model& model);

/// 1 - F. A remainder below 1e-14 is rounding of a sum of cells in which nobody is left: one woman of the largest
/// cohort weighs more.
inline double survivors(double cumulative) {
    const double left = 1 - cumulative;
    return left < 1e-14 ? 0 : left;
}

}  // namespace ibtr
