#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "estimate/standard_error.hpp"
#include "ibtr/estimate.hpp"

namespace ibtr {

/// The numbers of one slice: values on the fine grid and, for tallies, their spread where the batches' grid has the
/// time.
struct SliceNumbers {
    Evaluator::Numbers fine;
    std::vector<std::optional<Spread>> spreads;  ///< parallel to fine.values; empty for an exact solution
};

/// Whose numbers a report has.
struct ReportSource {
    const CellIncidence& cells;
    std::vector<double> women;       ///< per cell, for numbers at risk
    std::optional<double> quantile;  ///< of intervals; empty for an exact solution: mc_se = 0 and no intervals
    const StrategyMixtures& mixtures;
};

/// Lays out numbers as the rows of curves and contrasts.
class ReportRows {
public:
    /// The arguments must outlive this object.
    ReportRows(const Model& model, const EndpointPlan& plan, const ReportSource& source)
        : model_(model), plan_(plan), source_(source) {}

    /// @param evaluator of the rows' list
    void add(std::span<const ReportList::Row> rows, const Evaluator& evaluator, const Slice& slice,
             const SliceNumbers& numbers);
    [[nodiscard]] Estimates take() { return std::move(rows_); }

private:
    struct Part {  ///< what the rows of one slice are made from
        const Evaluator& evaluator;
        const Slice& slice;
        const SliceNumbers& numbers;
    };
    [[nodiscard]] Estimate at_time_zero(const Endpoint& endpoint, const std::vector<double>& weights) const;
    [[nodiscard]] Estimate curve_estimate(const ReportList::Row& row, const Part& part) const;
    [[nodiscard]] Estimate contrast_estimate(const ReportList::Row& row, const Part& part) const;
    [[nodiscard]] Estimate with_error(const ReportList::Row& row, const SliceNumbers& numbers) const;
    [[nodiscard]] bool on_edge(const ReportList::Row& row, double value) const;
    [[nodiscard]] double at_risk(const ReportList::Row& row, const Slice& slice) const;
    [[nodiscard]] bool is_simulated() const { return source_.quantile.has_value(); }

    const Model& model_;
    const EndpointPlan& plan_;
    const ReportSource& source_;
    Estimates rows_;
};

}  // namespace ibtr
