#include "estimate/evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/statistics.hpp"

namespace ibtr {
namespace {

double ratio(double above, double below) {
    return below > 0 ? above / below : undefined;
}

bool is_hazard_ratio(Measure measure) {
    return measure == Measure::hr || measure == Measure::hr_stratified;
}

/// Calls use(formula) with that of a measure: of what both curves say, and the years to which they are read.
template <class Use>
void with_formula(Measure measure, Use use) {
    using Value = const CurveValue&;
    switch (measure) {
        case Measure::value:
        case Measure::proportion:
            return use([](Value a, Value, double) { return a.own; });
        case Measure::rr_event:
            return use([](Value a, Value b, double) { return ratio(a.event, b.event); });
        case Measure::rr_alive:
            return use([](Value a, Value b, double) { return ratio(a.alive, b.alive); });
        case Measure::rd:
            return use([](Value a, Value b, double) { return a.alive - b.alive; });
        case Measure::nnt:
            return use([](Value a, Value b, double) { return 1 / (a.alive - b.alive); });
        case Measure::rmst_diff:
            return use([](Value a, Value b, double) { return a.own - b.own; });
        case Measure::rmtl_ratio:
            return use([](Value a, Value b, double years) { return ratio(years - a.own, years - b.own); });
        case Measure::cumulative_hazard_ratio:
            return use([](Value a, Value b, double) { return ratio(-std::log(a.alive), -std::log(b.alive)); });
        case Measure::share_distant:  // women with any second recurrence, and those whose first one is local
            return use([](Value a, Value b, double) { return a.event > 0 ? 1 - b.event / a.event : undefined; });
        case Measure::hr:
        case Measure::hr_stratified:
        case Measure::p_value:
        case Measure::total:
        case Measure::difference:
            break;
    }
    throw std::logic_error(std::string(to_text(measure)) + " is no number of curves");
}

}  // namespace

bool is_number_of_curves(Measure measure) {
    return measure != Measure::p_value && measure != Measure::total && measure != Measure::difference;
}

Evaluator::Evaluator(Setting setting, std::vector<NumberRequest> requests)
    : setting_(std::move(setting)),
      requests_(std::move(requests)),
      reader_(setting_.grids, setting_.bins_per_year, setting_.reading),
      hazard_ratios_(setting_.plan, setting_.partitions, requests_) {
    plan_curves();
    for (std::size_t i = 0; i < requests_.size(); ++i)
        if (i + 1 == requests_.size() || requests_[i + 1].measure != requests_[i].measure)
            measure_ends_.push_back(i + 1);
}

/// Lists of requests name most curves in the order of time: a time is then put at the end, and nothing is sorted.
void Evaluator::plan_curves() {
    const std::size_t endpoints = setting_.plan.endpoints.size();
    curves_.resize(setting_.arm_strategies.size() * endpoints);
    const auto curve_of = [&](const NumberRequest::Side& side) -> Curve& {
        return curves_[side.arm * endpoints + side.endpoint];
    };
    const auto add = [&](const NumberRequest::Side& side, double bins) {
        std::vector<double>& times = curve_of(side).times;
        const bool latest = times.empty() || times.back() < bins;
        const auto at = latest ? times.end() : std::lower_bound(times.begin(), times.end(), bins);
        if (latest || *at != bins) times.insert(at, bins);
    };
    for (const NumberRequest& request : requests_) {
        add(request.first, request.bins);
        if (request.second != request.first) add(request.second, request.bins);
    }
    for (std::size_t k = 0; k < curves_.size(); ++k) {
        curves_[k].side = {EndpointIndex(k % endpoints), k / endpoints};
        curves_[k].first = curve_values_;
        curve_values_ += curves_[k].times.size();
    }
    const auto place = [&](const NumberRequest::Side& side, double bins) {
        const Curve& curve = curve_of(side);
        const auto at = std::lower_bound(curve.times.begin(), curve.times.end(), bins);
        return curve.first + static_cast<std::size_t>(at - curve.times.begin());
    };
    sides_.reserve(requests_.size());
    for (const NumberRequest& request : requests_) {
        const std::size_t first = place(request.first, request.bins);
        sides_.push_back({first, request.second == request.first ? first : place(request.second, request.bins)});
    }
    std::erase_if(curves_, [](const Curve& curve) { return curve.times.empty(); });
}

Evaluator::Numbers Evaluator::evaluate(const CellFractions& cells, const std::vector<std::vector<double>>& weights,
                                       const std::vector<double>& nearby) const {
    Numbers numbers;
    numbers.values.resize(requests_.size(), undefined);
    numbers.curves.resize(curve_values_, {undefined, undefined, undefined});
    CellArms arms(cells, setting_.arm_strategies, weights);
    for (const Curve& curve : curves_)
        if (arms.has_women(curve.side.arm))
            reader_.read(setting_.plan.endpoints[curve.side.endpoint], arms.whole(curve.side.arm), curve.times,
                         numbers.curves.data() + curve.first);
    std::size_t first = 0;
    for (const std::size_t end : measure_ends_) {
        if (!is_hazard_ratio(requests_[first].measure))
            with_formula(requests_[first].measure, [&](auto formula) {
                for (std::size_t i = first; i < end; ++i)
                    numbers.values[i] = formula(numbers.curves[sides_[i].first], numbers.curves[sides_[i].second],
                                                requests_[i].bins / setting_.bins_per_year);
            });
        first = end;
    }
    hazard_ratios_.evaluate(arms, nearby, numbers.values);
    return numbers;
}

}  // namespace ibtr
