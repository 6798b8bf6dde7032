#include "verify/event_times.hpp"

#include <cmath>
#include <utility>

namespace ibtr::verify {
namespace {

/// Calls use(events, years into the bin summed over them, bin) for the edges of a transition.
template <class Use>
void for_events(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                std::size_t transition, std::size_t until_bin, const Use& use) {
    const double bin_years = 1.0 / study.model().grid_per_year;
    const double tick = std::ldexp(1.0, -static_cast<int>(tallies.shape.tick_shift));
    // In the middle of their tick on average; in a model in cycles at its end.
    const double within = study.model().cycle_years ? 1 : 0.5;
    for (std::size_t e = 0; e < study.graph().edges.size(); ++e) {
        if (study.graph().edges[e].transition != transition) continue;
        for (std::size_t bin = 0; bin < until_bin; ++bin) {
            const std::size_t at = tallies.shape.fine({strategy, cell, e, bin});
            const auto events = static_cast<double>(tallies.counts[at]);
            use(events, (static_cast<double>(tallies.offsets[at]) + within * events) * tick * bin_years, bin);
        }
    }
}

}  // namespace

double years_since_events(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                          std::size_t transition, std::size_t until_bin) {
    double years = 0;
    const double bin_years = 1.0 / study.model().grid_per_year;
    for_events(study, tallies, strategy, cell, transition, until_bin,
               [&](double events, double into_bin, std::size_t bin) {
                   years += events * static_cast<double>(until_bin - bin) * bin_years - into_bin;
               });
    return years;
}

double events_by(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                 std::size_t transition, std::size_t until_bin) {
    double sum = 0;
    for_events(study, tallies, strategy, cell, transition, until_bin,
               [&](double events, double, std::size_t) { sum += events; });
    return sum;
}

}  // namespace ibtr::verify
