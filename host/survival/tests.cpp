#include "survival/tests.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/statistics.hpp"

namespace ibtr::survival {

double chi_squared_p(double statistic, std::size_t degrees) {
    if (std::isnan(statistic) || degrees == 0) return undefined;
    return boost::math::gamma_q(0.5 * static_cast<double>(degrees), 0.5 * std::max(0.0, statistic));
}

double normal_p(double z) {
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

}  // namespace ibtr::survival
