#include "survival/person_years.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>

namespace ibtr::survival {

double PersonYears::rate() const {
    return years > 0 ? events / years : undefined;
}

Interval PersonYears::limits(double level) const {
    if (!(years > 0)) return {};
    const double tail = 0.5 * (1 - level);
    // Half of the chi-squared quantile with 2k degrees is the quantile of a gamma with shape k.
    return {events > 0 ? boost::math::gamma_p_inv(events, tail) / years : 0,
            boost::math::gamma_q_inv(events + 1, tail) / years};
}

void add_person_years(const EventTimes& times, std::span<const std::uint32_t> group, std::span<const double> breaks,
                      std::span<PersonYears> cells) {
    const std::size_t intervals = breaks.size() - 1;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double entry = times.entry.empty() ? 0 : times.entry[i], exit = times.exit[i];
        const auto of_group = cells.subspan((group.empty() ? 0 : group[i]) * intervals, intervals);
        for (std::size_t k = 0; k < intervals; ++k) {
            const double from = std::max(entry, breaks[k]), to = std::min(exit, breaks[k + 1]);
            if (!(from < to)) continue;
            of_group[k].years += to - from;
            if (times.event[i] != 0 && exit <= breaks[k + 1]) ++of_group[k].events;
        }
    }
}

}  // namespace ibtr::survival
