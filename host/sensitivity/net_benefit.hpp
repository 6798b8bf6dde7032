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

}  // namespace ibtr::sensitivity
