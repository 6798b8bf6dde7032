#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/evaluator.hpp"
#include "estimate/incidence.hpp"
#include "ibtr/cohort.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// Women of one arm of a comparison: a strategy, and a weight for each stratum. They sum to 1, or are all 0 where there
/// are no such women.
struct ArmOfWomen {
    StrategyIndex strategy;
    std::vector<double> weights;
    bool operator==(const ArmOfWomen&) const = default;
};

/// Where the fractions of a cohort come from, whose cells are its strata.
using CellSource = std::function<CellIncidence(const Cohort&, const EndpointPlan&, const StrategyMixtures&)>;
/// The exact solution on continuous hazards.
CellSource exact_cells(const ExactOptions& options);

/// What happens to the women of every stratum, kept apart, so that any group, weighting and adjustment can be formed
/// from it.
class StrataCohort {
public:
    /// @param horizon_years solved up to here, which the model's own horizon does not limit
    /// @param start_state where everyone is at time zero, in place of the model's
    StrataCohort(const Model& model, const Parameters& parameters, double horizon_years, const CellSource& source,
                 std::optional<std::size_t> start_state = {});
    StrataCohort(const StrataCohort&) = delete;
    StrataCohort& operator=(const StrataCohort&) = delete;

    [[nodiscard]] const Model& model() const { return model_; }
    /// Its parts live as long as this object.
    [[nodiscard]] Cohort cohort() const { return {model_, parameters_, population_, graph_}; }
    [[nodiscard]] const StrategyMixtures& mixtures() const { return mixtures_; }
    /// Whether a stratum's women are of a group.
    [[nodiscard]] bool belongs(StratumIndex stratum, const WomenClass& group) const;
    [[nodiscard]] const EndpointPlan& plan() const { return plan_; }
    [[nodiscard]] const CellIncidence& cells() const { return cells_; }
    /// @throws UsageError
    [[nodiscard]] const Endpoint& endpoint(const std::string& name) const { return plan_.endpoints[plan_.find(name)]; }

    /// The women of a group under a strategy.
    [[nodiscard]] ArmOfWomen women(StrategyIndex strategy, const WomenClass& group, PopulationKind kind) const;
    /// Those who receive it, with the distribution of some factors as among the recipients of another strategy.
    [[nodiscard]] ArmOfWomen standardised(StrategyIndex strategy, const WomenClass& group,
                                          const std::vector<std::size_t>& over, std::size_t to_treated) const;
    [[nodiscard]] Arm arm(const ArmOfWomen& women) const { return {cells_, women.strategy, women.weights}; }
    /// Strata by their levels of some factors.
    [[nodiscard]] CellClasses classes(const std::vector<std::size_t>& factors) const;

private:
    [[nodiscard]] ArmOfWomen restricted(StrategyIndex strategy, std::vector<double> weights,
                                        const WomenClass& group) const;

    Model model_;
    Parameters parameters_;
    Population population_;
    EventGraph graph_;
    EndpointPlan plan_;
    StrategyMixtures mixtures_;
    CellIncidence cells_;
};

/// What a model says about each quantity at one set of parameter values; NaN where undefined. Quantities may be of any
/// group, adjustment, time and time zero: women, weights and adjustment are explained in docs/validation.md.
/// @throws UsageError where the model has not what a quantity names, its measure is no number of curves, or one from
/// metastasis on is not defined, and what the source throws
std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const CellSource& source);

/// The same from one exact solution of the continuous hazards (two where some quantities are from metastasis on).
std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const ExactOptions& options);

}  // namespace ibtr
