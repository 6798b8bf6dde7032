#include "economics/discount.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr {

Discount::Discount(const DiscountRate& rate, const Parameters& parameters)
    : steps_{{0, std::log1p(parameters.value(rate.per_year)), 1}} {
    for (const RateChange& change : rate.changes)
        steps_.push_back(
            {change.start_years, std::log1p(parameters.value(change.per_year)), factor(change.start_years)});
}

const Discount::Step& Discount::step_at(double years) const {
    const auto next = std::upper_bound(steps_.begin() + 1, steps_.end(), years,
                                       [](double t, const Step& step) { return t < step.start_years; });
    return *(next - 1);
}

double Discount::factor(double years) const {
    const Step& step = step_at(years);
    return step.factor * std::exp(-step.force * (years - step.start_years));
}

double Discount::integral(double from_years, double to_years) const {
    double sum = 0;
    for (double from = from_years; from < to_years;) {
        const Step& step = step_at(from);
        const auto next = static_cast<std::size_t>(&step - steps_.data()) + 1;
        const double to = next < steps_.size() ? std::min(steps_[next].start_years, to_years) : to_years;
        sum += step.force == 0 ? step.factor * (to - from)
                               : factor(from) * -std::expm1(-step.force * (to - from)) / step.force;
        from = to;
    }
    return sum;
}

}  // namespace ibtr
