#pragma once

#include <cstdint>

namespace ibtr {

/// Sums over draws that the split needs, of one outcome on its scale (logarithm for ratios).
struct DrawMoments {
    std::uint64_t draws = 0;
    double mean = 0;
    double variance = 0;             ///< between draws, divisor draws - 1
    double simulation_variance = 0;  ///< mean over draws of the variance of one draw's result, from its halves
};

/// How much of the spread between draws is parameter uncertainty and how much is simulation noise. One-way analysis of
/// variance with patients nested in draws (O'Hagan, Stevenson, Madan 2007, Health Econ 16:1009): each draw's result is
/// f(theta_d) + e_d with Var f = sp2, Var e = sw2 / n, so that the variance between draws estimates sp2 + sw2 / n and
/// the halves of each draw estimate sw2 / n. It needs patients that are independent between draws.
struct VarianceSplit {
    double parameter_variance = 0;     ///< sp2; unbiased, so it can come out negative
    double parameter_variance_se = 0;  ///< for roughly normal results
    double patient_variance = 0;       ///< sw2, of one patient (who lives under every strategy)
    double optimal_patients = 0;       ///< n* = sw2 / sp2, where noise equals uncertainty; NaN where not resolved
    double noise_share = 0;            ///< simulation SD of one draw over parameter SD; NaN where not resolved
    double shrinkage = 0;              ///< sqrt(sp2 / (sp2 + sw2 / n)); NaN where not resolved
    bool resolved = false;             ///< sp2 > 0
};

/// @param patients n, simulated in each draw
VarianceSplit split_variance(const DrawMoments& moments, double patients);

/// A draw as it would be without simulation noise, in distribution: moved towards the mean so that the spread of all
/// draws is sqrt(sp2).
inline double without_noise(double value, double mean, double shrinkage) {
    return mean + shrinkage * (value - mean);
}

}  // namespace ibtr
