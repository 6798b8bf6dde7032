#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "sensitivity/evaluation.hpp"

namespace ibtr::sensitivity {

/// Net monetary benefit per woman to the horizon, willingness to pay x QALYs - cost, as outcomes of a model: of every
/// strategy (measure "total") and of every strategy less the reference ("difference"), at each willingness to pay of
/// the config. Their endpoint is "net_benefit:WILLINGNESS"; for women as standardised.
class NetBenefit {
public:
    /// Adds nothing where the plan has no utilities and costs.
    NetBenefit(const Model& model, const psa::OutcomePlan& plan);

    /// The plan's outcomes, then the net benefits.
    [[nodiscard]] const std::vector<Quantity>& outcomes() const { return outcomes_; }
    /// An evaluation of the plan's outcomes -> one of outcomes(). Needs this object no longer.
    [[nodiscard]] Evaluate added_to(Evaluate evaluate) const;

private:
    struct Term {
        double willingness;
        std::size_t qaly, cost;  ///< positions among the plan's outcomes
    };
    struct Row {
        Term of;
        std::vector<Term> less;  ///< the reference's, or nothing
    };

    std::vector<Quantity> outcomes_;
    std::vector<Row> rows_;
};

/// Endpoint of the net benefit at a willingness to pay.
std::string net_benefit_endpoint(double willingness);

/// Whether an outcome is a net benefit.
bool is_net_benefit(const Quantity& outcome);

/// Position of the outcome "STRATEGY:ENDPOINT:MEASURE:YEARS", of the standardised population; MEASURE is one of
/// contrasts.csv, or `value` for a curve. @throws UsageError naming what there is instead
std::size_t find_outcome(const Model& model, const std::vector<Quantity>& outcomes, const std::string& text);

/// The outcome as find_outcome reads it.
std::string outcome_text(const Model& model, const Quantity& outcome);

/// At the last landmark (without one the horizon): overall survival's rr_alive of every strategy against the reference;
/// where there is no such contrast, survival of every strategy.
std::vector<std::size_t> default_outcomes(const Model& model, const std::vector<Quantity>& outcomes);

/// By what strategies are ranked: an endpoint's value at the horizon, of which more is better.
struct Ranking {
    std::string endpoint;
    std::vector<std::size_t> positions;  ///< of each strategy's value among the outcomes
};

/// @param endpoints each `rmst`, one that starts at 1, such as `os`, or, with utilities and costs, `qaly`, `life_years`
/// or a net benefit (`net_benefit.20000`; `net_benefit`: every one that there is)
/// @throws UsageError for others
std::vector<Ranking> find_rankings(const Model& model, const std::vector<Quantity>& outcomes,
                                   const std::vector<std::string>& endpoints);

/// Differences in net benefit from the reference, of every strategy at every willingness to pay among the rankings.
std::vector<std::size_t> net_benefit_outcomes(const std::vector<Quantity>& outcomes,
                                              const std::vector<Ranking>& rankings);

}  // namespace ibtr::sensitivity
