#include "psa/variance_split.hpp"

#include <cmath>
#include <limits>

namespace ibtr {

VarianceSplit split_variance(const DrawMoments& moments, double patients) {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    const auto draws = static_cast<double>(moments.draws);
    VarianceSplit split;
    split.parameter_variance = moments.variance - moments.simulation_variance;
    split.patient_variance = moments.simulation_variance * patients;
    // Variances of a sample variance on draws - 1 degrees of freedom and of a mean of `draws` variances on one each.
    split.parameter_variance_se = draws > 1
                                      ? std::sqrt(2 * moments.variance * moments.variance / (draws - 1) +
                                                  2 * moments.simulation_variance * moments.simulation_variance / draws)
                                      : undefined;
    split.resolved = split.parameter_variance > 0;
    if (!split.resolved) {
        split.optimal_patients = split.noise_share = split.shrinkage = undefined;
        return split;
    }
    split.optimal_patients = split.patient_variance / split.parameter_variance;
    split.noise_share = std::sqrt(moments.simulation_variance / split.parameter_variance);
    split.shrinkage = std::sqrt(split.parameter_variance / moments.variance);
    return split;
}

}  // namespace ibtr
