#include "survival/cox.hpp"

#include <algorithm>

namespace ibtr::survival {

void CoxRegression::fit(const EventTimes& times, const TimeOrder& order, std::span<const double> covariates,
                        CoxTies ties, unsigned most_steps) {
    sums_.prepare(times, order, covariates, ties);
    zeros_.assign(sums_.ranges().size(), 0);
    maximum_.find(sums_, zeros_, sums_.ranges(), {most_steps, true});
    const bool has_events =
        std::any_of(times.event.begin(), times.event.end(), [](std::uint8_t event) { return event != 0; });
    status_ = has_events ? maximum_.status() : FitStatus::no_events;
}

}  // namespace ibtr::survival
