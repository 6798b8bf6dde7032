#pragma once

#include <vector>

#include "ibtr/cohort.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/quantity.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// One number with its Monte Carlo error; NaN members are undefined and print as empty fields.
struct Estimate {
    double value, mc_se, ci_low, ci_high;
};

/// Measure::value of one strategy's women.
struct CurvePoint : Quantity {
    Estimate estimate;
    double at_risk;  ///< NaN where it has no meaning

    bool operator==(const CurvePoint&) const = delete;  ///< equal keys do not make equal estimates: compare those
};

/// A strategy beside the reference strategy.
struct Contrast : Quantity {
    Estimate estimate;

    bool operator==(const Contrast&) const = delete;  ///< as of CurvePoint
};

struct Estimates {
    std::vector<CurvePoint> curves;
    std::vector<Contrast> contrasts;
};

/// All endpoints and measures from tallies, errors by delete-one-batch jackknife with t(B-1).
Estimates estimate(const Cohort& cohort, const Tallies& tallies);

/// The same functionals of the exact solution: mc_se = 0, no interval, at_risk = expected count.
Estimates estimate(const Cohort& cohort, const ExpectedTallies& expected);

}  // namespace ibtr
