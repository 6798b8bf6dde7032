#include "economics/economic_results.hpp"

#include "economics/decision_plan.hpp"
#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"

namespace ibtr {
namespace {

/// What totals are computed with.
class EconomicModel {
public:
    EconomicModel(const Cohort& cohort, const Economics& economics)
        : cohort_(cohort),
          series_(plan_endpoints(cohort.model, cohort.graph)),
          mixtures_(cohort.model, cohort.parameters, cohort.population),
          plan_(cohort.model, economics, cohort.graph, series_),
          slices_(report_slices(cohort)),
          totals_(slices_.size()) {}

    [[nodiscard]] const EndpointPlan& series() const { return series_; }
    [[nodiscard]] const StrategyMixtures& mixtures() const { return mixtures_; }

    void set_all(const CellIncidence& cells) {
        for (std::size_t k = 0; k < slices_.size(); ++k) totals_[k].all = evaluate(cells, slices_[k]);
    }
    void add_without_a_batch(const CellIncidence& cells) {
        for (std::size_t k = 0; k < slices_.size(); ++k) totals_[k].without.push_back(evaluate(cells, slices_[k]));
    }
    void set_exact() {
        for (StrategyTotals& totals : totals_) totals.other_error = 0;
    }
    [[nodiscard]] std::vector<CostsAndEffects> results() const {
        std::vector<CostsAndEffects> results;
        for (std::size_t k = 0; k < slices_.size(); ++k)
            results.push_back(compare_strategies(slices_[k].population, women_text(cohort_.model, slices_[k].group),
                                                 plan_.economics().willingness_to_pay, totals_[k]));
        return results;
    }

private:
    [[nodiscard]] std::vector<double> evaluate(const CellIncidence& cells, const Slice& slice) const {
        return plan_.evaluate(cohort_.parameters, mixtures_, cohort_.population, cells, slice.weights);
    }

    const Cohort& cohort_;
    EndpointPlan series_;
    StrategyMixtures mixtures_;
    DecisionPlan plan_;  ///< adds to series_
    std::vector<Slice> slices_;
    std::vector<StrategyTotals> totals_;  ///< parallel
};

}  // namespace

std::vector<CostsAndEffects> economic_results(const Cohort& cohort, const Economics& economics,
                                              const Tallies& tallies) {
    EconomicModel model(cohort, economics);
    model.set_all(fine_incidence(model.series(), model.mixtures(), tallies));
    const LeaveOneOut batches(model.series(), model.mixtures(), tallies);
    for (std::size_t b = 0; b < batches.batches(); ++b) model.add_without_a_batch(batches.without(b));
    return model.results();
}

std::vector<CostsAndEffects> economic_results(const Cohort& cohort, const Economics& economics,
                                              const ExpectedTallies& expected) {
    EconomicModel model(cohort, economics);
    model.set_all(expected_incidence(model.series(), model.mixtures(), cohort.population, expected));
    model.set_exact();
    return model.results();
}

}  // namespace ibtr
