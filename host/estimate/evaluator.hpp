#pragma once

#include <cstddef>
#include <vector>

#include "estimate/curve.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/hazard_ratio.hpp"

namespace ibtr {

/// Whether an Evaluator can compute it: totals, and the p values of tests, are none of curves.
bool is_number_of_curves(Measure measure);

/// Numbers as functions of cell fractions, the same for tallies, leave-one-out tallies and the exact solution: only the
/// time grid differs, over whose intervals products and hazard ratios run. What numbers share (curves, hazard ratios up
/// to earlier times) is computed once.
class Evaluator {
public:
    struct Setting {
        const EndpointPlan& plan;
        SeriesGrids grids;
        double bins_per_year;
        std::vector<StrategyIndex> arm_strategies;  ///< in the fractions, of each arm
        std::vector<CellClasses> partitions = {};   ///< of the cells
        Reading reading = Reading::at_ends;
    };
    struct Numbers {
        std::vector<double> values;      ///< parallel to the requests
        std::vector<CurveValue> curves;  ///< what the values come from: see `sides`
    };

    Evaluator(Setting setting, std::vector<NumberRequest> requests);
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    [[nodiscard]] const std::vector<NumberRequest>& requests() const { return requests_; }

    /// @param weights of the cells in each arm; a number of an arm without women is NaN
    /// @param nearby values of almost the same fractions, from which hazard ratios start; empty: none
    [[nodiscard]] Numbers evaluate(const CellFractions& cells, const std::vector<std::vector<double>>& weights,
                                   const std::vector<double>& nearby = {}) const;

    /// Places in Numbers::curves of both sides of a request.
    struct Sides {
        std::size_t first, second;
    };
    [[nodiscard]] const Sides& sides(std::size_t request) const { return sides_[request]; }

private:
    /// The times at which one endpoint of one arm is read.
    struct Curve {
        NumberRequest::Side side = {};
        std::size_t first = 0;           ///< in Numbers::curves; the other times follow
        std::vector<double> times = {};  ///< ascending
    };
    void plan_curves();

    Setting setting_;
    std::vector<NumberRequest> requests_;
    std::vector<std::size_t> measure_ends_;  ///< where requests of one measure, one after another, end
    CurveReader reader_;
    std::vector<Sides> sides_;  ///< parallel to requests_
    std::vector<Curve> curves_;
    std::size_t curve_values_ = 0;
    HazardRatios hazard_ratios_;
};

}  // namespace ibtr
