#include "uncertainty/patient_spread.hpp"

#include "uncertainty/extended.hpp"

namespace ibtr {

double sd_from_range(double lowest, double highest, double n) {
    const long double z = extended::normal_quantile((static_cast<long double>(n) - 0.375L) / (n + 0.25L));
    return static_cast<double>((static_cast<long double>(highest) - lowest) / (2 * z));
}

double sd_from_quartiles(double lower, double upper, double n) {
    const long double z = extended::normal_quantile((0.75L * n - 0.125L) / (n + 0.25L));
    return static_cast<double>((static_cast<long double>(upper) - lower) / (2 * z));
}

}  // namespace ibtr
