#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/cohort.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/quantity.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// How long the women of a strategy live in each state, and when half of them have had an end.
struct MeanTimes {
    PopulationKind population;
    WomenClass group;
    std::size_t strategy = 0;
    struct InState {
        double years, mc_se;  ///< to the horizon; NaN where nobody is meant
    };
    std::vector<InState> in_state;  ///< by state
    struct Median {
        std::string endpoint;  ///< a survival
        double years;          ///< linear within a bin; NaN where more than half are left at the horizon
    };
    std::vector<Median> medians;
};

/// Of every strategy, group and reported population. Mean times are sums of times of events, which batches hold too, so
/// that their jackknife errors are exact.
std::vector<MeanTimes> mean_times(const Cohort& cohort, const Tallies& tallies);
std::vector<MeanTimes> mean_times(const Cohort& cohort, const ExpectedTallies& expected);

}  // namespace ibtr
