#include <stdexcept>

#include "base/csv.hpp"
#include "report/run_files.hpp"

namespace ibtr {
namespace {

void add_estimate(CsvText& csv, const Estimate& estimate, const Interval& credible) {
    csv.fields(estimate.value, estimate.mc_se, estimate.ci_low, estimate.ci_high, credible.low, credible.high);
}

/// Texts of groups, of which neighbouring rows have the same.
class GroupText {
public:
    explicit GroupText(const Model& model) : model_(model) {}

    const std::string& of(const WomenClass& group) {
        if (text_.empty() || group != last_) {
            last_ = group;
            text_ = women_text(model_, group);
        }
        return text_;
    }

private:
    const Model& model_;
    WomenClass last_;
    std::string text_;
};

void require_parallel(std::span<const Interval> credible, std::size_t rows) {
    if (!credible.empty() && credible.size() != rows)
        throw std::logic_error("credible intervals are not parallel to the rows");
}

}  // namespace

std::string curves_csv(const Model& model, const Estimates& estimates, std::span<const Interval> credible) {
    require_parallel(credible, estimates.curves.size());
    GroupText groups(model);
    CsvText csv(
        "strategy,group,population,endpoint,time_years,estimate,mc_se,ci_low,ci_high,cri_low,cri_high,at_risk\n");
    for (std::size_t k = 0; k < estimates.curves.size(); ++k) {
        const CurvePoint& point = estimates.curves[k];
        csv.fields(model.strategies[point.strategy].name, groups.of(point.group), to_text(point.population),
                   point.endpoint, point.time_years);
        add_estimate(csv, point.estimate, interval_of(credible, k));
        csv.row(point.at_risk);
    }
    return csv.take();
}

std::string contrasts_csv(const Model& model, const Estimates& estimates, std::span<const Interval> credible) {
    require_parallel(credible, estimates.contrasts.size());
    GroupText groups(model);
    CsvText csv(
        "strategy,comparator,group,population,endpoint,time_years,measure,estimate,mc_se,ci_low,ci_high,cri_low,cri_"
        "high\n");
    for (std::size_t k = 0; k < estimates.contrasts.size(); ++k) {
        const Contrast& contrast = estimates.contrasts[k];
        csv.fields(model.strategies[contrast.strategy].name, model.strategies[contrast.comparator.value()].name,
                   groups.of(contrast.group), to_text(contrast.population), contrast.endpoint, contrast.time_years,
                   to_text(contrast.measure));
        add_estimate(csv, contrast.estimate, interval_of(credible, k));
        csv.end_row();
    }
    return csv.take();
}

}  // namespace ibtr
