#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "economics/decision_plan.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/evaluator.hpp"
#include "estimate/report_list.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/quantity.hpp"
#include "ibtr/sums.hpp"

namespace ibtr::psa {

/// What an analysis keeps of each draw beyond the outcomes of all women.
struct OutcomeSelection {
    std::vector<std::string> groups;  ///< names in report_groups(model), in its order, without "all"
    bool stratified = false;          ///< stratified hazard ratios too
    bool hazard_ratios = true;        ///< without them, less than half is counted and sent back by a device

    bool operator==(const OutcomeSelection&) const = default;
};

/// @param names of groups, "factor=level", or of a factor for all of its levels
/// @throws UsageError for a group that the config does not report
std::vector<std::string> find_groups(const Model& model, const std::vector<std::string>& names);

/// A value as its spread over draws is judged: the logarithm of a ratio.
inline double on_scale(double value, Scale scale) {
    return scale == Scale::ratio ? std::log(value) : value;
}

/// The value again.
inline double from_scale(double value, Scale scale) {
    return scale == Scale::ratio ? std::exp(value) : value;
}

/// Whether every class of the base case's women is in both halves of a draw, from which its simulation error is told.
/// @throws UsageError naming a class that is not, and how many women are enough
void check_halves(const Model& model, const Population& population, std::uint64_t patients);

/// Results of one draw, parallel to OutcomePlan::outcomes; NaN where undefined.
struct DrawOutcomes {
    std::vector<double> values;
    /// (x_1 - x_2) / 2, of logarithms for ratios, x_1 and x_2 from the two halves of the cohort. Its square estimates
    /// the variance of the value's simulation error, the product of two outcomes' their covariance.
    std::vector<float> half_differences;
};

/// The fixed list of outcomes of a probabilistic analysis, the numbers that are kept of every draw: for all women and
/// each selected group in each reported population: every curve at whole years, landmarks and the horizon; at each
/// landmark, each strategy against the reference, rr_alive, rr_event, rd, hr (and hr_stratified where selected) of
/// every contrasted endpoint, rmst_diff and rmtl_ratio. Where there are utilities and costs, life years, QALYs and cost
/// of every strategy too.
class OutcomePlan {
public:
    OutcomePlan(const Model& model, const EventGraph& graph, const std::optional<Economics>& economics = {},
                const OutcomeSelection& selection = {});
    OutcomePlan(const OutcomePlan&) = delete;
    OutcomePlan& operator=(const OutcomePlan&) = delete;

    [[nodiscard]] const std::vector<Quantity>& outcomes() const { return outcomes_; }
    /// Position of a total among the outcomes; only where there are utilities and costs.
    /// @param group "all" or a name of the selection
    [[nodiscard]] std::size_t total(PopulationKind kind, std::size_t strategy, DecisionItem item,
                                    const std::string& group = "all") const;
    /// "all" and the groups of the selection, in their order.
    [[nodiscard]] std::vector<std::string> groups() const;
    [[nodiscard]] const std::optional<Economics>& economics() const { return economics_; }

    /// Values from all women; differences from the two halves (batches) of the cohort: the delete-one-batch
    /// jackknife for B = 2. Contrasts are formed within a half, so that twins stay paired.
    [[nodiscard]] DrawOutcomes evaluate(const Parameters& parameters, const Population& population, Sums sums) const;
    /// What a draw is summed to: what `evaluate` needs, and no more.
    [[nodiscard]] const SumPlan& sums() const { return sums_; }

    /// Values of the exact solution; undefined ones are NaN.
    [[nodiscard]] std::vector<double> evaluate(const Parameters& parameters, const Population& population,
                                               const ExpectedTallies& expected) const;

private:
    /// A group in a population, and which outcomes are its.
    struct Part {
        ReportGroup group;
        PopulationKind population;
        std::size_t first = 0, end = 0;
    };
    static ReportList listed(const Model& model, const EndpointPlan& plan, const OutcomeSelection& selection);
    void list_totals(const WomenClass& women, PopulationKind kind);
    /// Some women's fractions; in memory too where there are totals, which read all of them.
    struct Fractions {
        const CellFractions& cells;
        const CellIncidence* in_memory;
    };
    /// The numbers of a part, in the order of its outcomes.
    [[nodiscard]] std::vector<double> evaluate(const Evaluator& evaluator, const Fractions& fractions,
                                               const SliceWeights& women, const Parameters& parameters,
                                               const StrategyMixtures& mixtures, const Population& population,
                                               const std::vector<double>& nearby) const;

    const Model& model_;
    std::optional<Economics> economics_;
    EndpointPlan plan_;
    std::optional<DecisionPlan> decision_;  ///< adds to plan_
    std::vector<Quantity> outcomes_;
    std::vector<Scale> scales_;  ///< of the outcomes
    ReportList list_;            ///< the outcomes of every part, but totals
    std::shared_ptr<const SeriesGrids> grids_;
    SumPlan sums_;
    Evaluator evaluator_, exact_evaluator_;  ///< of the list, on grids_ and on the output grid
    std::vector<Part> parts_;
};

}  // namespace ibtr::psa
