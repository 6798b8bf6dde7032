#pragma once

#include <cstddef>
#include <vector>

#include "exact/convolution.hpp"
#include "ibtr/exact.hpp"

namespace ibtr::exact {

/// One exit on the sojourn clock.
struct SojournExit {
    HazardFunctionIndex function;  ///< its baseline hazard
    double multiplier;
};

/// How a state is left through its sojourn-clock exits alone, on a grid of steps of h years since entry.
/// With Q(x) the probability of still being there x after entry and C_e(x) of having left through exit e
/// (so Q + sum of C_e = 1), "point" means women who entered at the start of a step, "mean" the average over
/// women who entered uniformly over a step. Arrays run backwards in time since entry, so that a convolution
/// reads both its arrays forwards.
struct SojournKernel {
    /// A sequence over lags 0 ... size - 1, stored backwards behind zeros: reads may begin at the next multiple of
    /// convolution_lanes.
    class Backwards {
    public:
        explicit Backwards(std::size_t size) : values_(convolution_lanes + size) {}
        double& operator[](std::size_t lag) { return values_[values_.size() - 1 - lag]; }
        double operator[](std::size_t lag) const { return values_[values_.size() - 1 - lag]; }
        /// Values of lags lag, lag - 1, ...
        [[nodiscard]] const double* from(std::size_t lag) const { return values_.data() + (values_.size() - 1 - lag); }

    private:
        std::vector<double> values_;
    };
    /// Women lost through one exit, per step.
    struct Leaving {
        Backwards point;  ///< [k] C_e((k+1)h) - C_e(kh)
        Backwards mean;   ///< [k] mean of C_e over [kh, (k+1)h] minus that over the step before
    };
    Backwards point;               ///< [k] Q(kh), k = 0 ... steps
    Backwards mean;                ///< [k] mean of Q over [kh, (k+1)h]
    double first_point_hazard;     ///< -ln Q(h)
    double first_mean_hazard;      ///< constant hazard times h that loses as many uniform entrants in their first step
    std::vector<Leaving> leaving;  ///< one an exit where there are several; empty for a single exit
    /// From lag tail_lag on, a multiple of convolution_lanes, all hazards are constant but for rounding: `mean`, of
    /// every exit too, falls by the share tail_loss from lag to lag. Where there are no such lags, the number of steps
    /// or more.
    std::size_t tail_lag;
    double tail_loss;
};

/// Averages by 5-point Gauss-Legendre between the hazards' breaks, in the first step also between points that
/// halve towards 0, so that hazards infinite or very large at 0 are integrated as they are.
SojournKernel make_sojourn_kernel(const HazardSource& hazards, const std::vector<SojournExit>& exits, std::size_t steps,
                                  double step_years);

}  // namespace ibtr::exact
