#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "estimate/jackknife.hpp"
#include "estimate/report_functionals.hpp"
#include "estimate/slices.hpp"
#include "ibtr/estimate.hpp"

namespace ibtr {

/// The numbers of one slice: values on the fine grid and, for tallies, their spread on the batches' grid.
struct SliceNumbers {
    std::vector<double> values;   ///< positions of the fine functionals
    std::vector<Spread> spreads;  ///< positions of the batches' functionals; empty for an exact solution
};

/// Lays out numbers as the rows of curves and contrasts.
class ReportRows {
public:
    /// @param batches nullptr for an exact solution: mc_se = 0 and no intervals
    /// @param women per cell, for numbers at risk
    ReportRows(const Model& model, const EndpointPlan& plan, const ReportFunctionals& fine,
               const ReportFunctionals* batches, double quantile, std::vector<double> women,
               const StrategyMixtures& mixtures);

    void add_curves(std::size_t strategy, const Slice& slice, const SliceNumbers& numbers, const CellIncidence& cells);
    void add_contrasts(std::size_t strategy, const Slice& slice, const SliceNumbers& numbers);
    [[nodiscard]] Estimates take() { return std::move(rows_); }

private:
    [[nodiscard]] Estimate at_time_zero(const Endpoint& endpoint) const;
    [[nodiscard]] Estimate curve_estimate(std::size_t strategy, std::size_t endpoint, std::uint32_t bin,
                                          const Slice& slice, const SliceNumbers& numbers) const;
    [[nodiscard]] bool on_edge(const Endpoint& endpoint, std::uint32_t bin, double value) const;
    [[nodiscard]] Estimate contrast_estimate(std::size_t strategy, std::size_t landmark, std::size_t endpoint,
                                             Measure measure, const Slice& slice, const SliceNumbers& numbers) const;
    [[nodiscard]] Estimate with_error(double value, std::optional<std::size_t> position, Scale scale,
                                      const SliceNumbers& numbers) const;
    [[nodiscard]] double at_risk(std::size_t strategy, const Endpoint& endpoint, std::uint32_t bin,
                                 const std::vector<double>& weights, const CellIncidence& cells) const;

    const Model& model_;
    const EndpointPlan& plan_;
    const ReportFunctionals& fine_;
    const ReportFunctionals* batches_;
    double quantile_;
    std::vector<double> women_;
    const StrategyMixtures& mixtures_;
    std::vector<std::uint32_t> landmarks_;  ///< bins
    Estimates rows_;
};

/// Scale of a curve's or a contrast's interval.
Scale scale_of(EndpointKind kind);
Scale scale_of(Measure measure);

}  // namespace ibtr
