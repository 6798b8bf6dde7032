#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/mixture.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "validate/estimand_values.hpp"

namespace ibtr::validation {

/// Women of one arm of a comparison: a strategy, and a weight for each stratum (sum 1).
struct ArmOfWomen {
    std::size_t strategy;
    std::vector<double> weights;
};

/// Where the fractions of a frame come from, given a model whose cells are its strata.
using CellSource = std::function<CellIncidence(const Model&, const Parameters&, const Population&, const EventGraph&,
                                               const EndpointPlan&, const StrategyMixtures&)>;
/// The exact solution on continuous hazards.
CellSource exact_cells(const ExactOptions& options);
/// A simulation of the compiled tables.
CellSource simulated_cells(const SimulatedWomen& women);

/// What happens to the women of every stratum, kept apart, so that any group, weighting and adjustment can be formed
/// from it.
class Frame {
public:
    /// @param horizon_years solved up to here, which the model's own horizon does not limit
    Frame(const Model& model, const Parameters& parameters, double horizon_years, const CellSource& source);
    Frame(const Model& model, const Parameters& parameters, double horizon_years, const ExactOptions& options)
        : Frame(model, parameters, horizon_years, exact_cells(options)) {}
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

    [[nodiscard]] const Model& model() const { return model_; }
    [[nodiscard]] const Population& population() const { return population_; }
    [[nodiscard]] const CellIncidence& cells() const { return cells_; }

    /// @throws UsageError
    [[nodiscard]] std::size_t strategy(const std::string& name) const;
    /// @throws UsageError
    [[nodiscard]] const Endpoint& endpoint(const std::string& name) const;

    /// The women of a group who receive a strategy, as observed.
    [[nodiscard]] ArmOfWomen observed(std::size_t strategy, const WomenClass& group) const;
    /// The same with the distribution of the named factors as among the recipients of another strategy.
    [[nodiscard]] ArmOfWomen standardised(std::size_t strategy, const WomenClass& group,
                                          const std::vector<std::size_t>& over, std::size_t to_treated) const;
    /// @throws UsageError
    [[nodiscard]] std::vector<std::size_t> factors(const std::vector<std::string>& names) const;

    [[nodiscard]] Arm arm(const ArmOfWomen& women) const { return {cells_, women.strategy, women.weights}; }
    /// Proportion without the event of the endpoint by a time (1 - F for a cumulative incidence); between the ends of
    /// bins the logarithm is interpolated.
    [[nodiscard]] double alive(const Endpoint& endpoint, const Arm& arm, double years) const;
    /// Hazard ratio a : b up to a time, of women who are compared within classes of equal levels of some factors.
    [[nodiscard]] double hazard_ratio(const Endpoint& endpoint, const ArmOfWomen& a, const ArmOfWomen& b,
                                      const std::vector<std::size_t>& within, double years) const;

private:
    [[nodiscard]] ArmOfWomen restricted(std::size_t strategy, std::vector<double> weights,
                                        const WomenClass& group) const;

    Model model_;
    Parameters parameters_;
    Population population_;
    EventGraph graph_;
    EndpointPlan plan_;
    StrategyMixtures mixtures_;
    CellIncidence cells_;
};

}  // namespace ibtr::validation
