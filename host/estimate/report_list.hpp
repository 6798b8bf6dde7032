#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "estimate/endpoints.hpp"
#include "estimate/evaluator.hpp"
#include "ibtr/cohort.hpp"
#include "ibtr/population.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// Whom a set of numbers speaks about: weight of each cell for each reported strategy.
struct SliceWeights {
    std::vector<std::vector<double>> by_strategy;

    [[nodiscard]] bool has_women(std::size_t strategy) const {
        return std::any_of(by_strategy[strategy].begin(), by_strategy[strategy].end(),
                           [](double weight) { return weight > 0; });
    }
};

/// @throws UsageError as cell_weights does
SliceWeights slice_weights(const Model& model, const Parameters& parameters, const Population& population,
                           const ReportGroup& group, PopulationKind kind);

/// One group of women under one way of weighing them.
struct Slice {
    WomenClass group;
    PopulationKind population;
    SliceWeights weights;
};

/// Every group with every reported population.
std::vector<Slice> report_slices(const Cohort& cohort);

/// Bins of the model's landmarks, ascending.
std::vector<std::uint32_t> landmark_bins(const Model& model);

/// Time points of curves after time 0 [bins, ascending]: every bin for all women; whole years, landmarks and the
/// horizon for other groups, which keeps the file small.
std::vector<std::uint32_t> curve_points(const Model& model, bool all_women);

/// Quantities of the strategies, whoever their women are, and how an evaluator computes them: its arms are the model's
/// strategies, its first partition has each cell for a class of its own.
class ReportList {
public:
    struct Row {
        Quantity quantity;  ///< of all women; the population is filled in where it is known
        EndpointIndex endpoint;
        Scale scale;                         ///< of its interval
        std::optional<std::size_t> request;  ///< empty at time 0, and for nnt, which follows from the row of rd before
    };

    ReportList(const Model& model, const EndpointPlan& plan) : model_(model), plan_(plan) {}

    /// One strategy's curve of every endpoint. @param bins ascending; 0: known by definition
    void add_curves(StrategyIndex strategy, const std::vector<std::uint32_t>& bins);
    /// A strategy against the reference, every contrasted endpoint by some measures, those of the restricted mean with
    /// overall survival.
    void add_contrasts(StrategyIndex strategy, std::uint32_t bin, const std::vector<Measure>& measures);

    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const std::vector<NumberRequest>& requests() const { return requests_; }

private:
    void add_contrast(StrategyIndex strategy, EndpointIndex endpoint, Measure measure, std::uint32_t bin);

    const Model& model_;
    const EndpointPlan& plan_;
    std::vector<Row> rows_;
    std::vector<NumberRequest> requests_;
};

/// What an evaluator of such a list is made with.
Evaluator::Setting report_setting(const Model& model, const EndpointPlan& plan, SeriesGrids grids);

}  // namespace ibtr
