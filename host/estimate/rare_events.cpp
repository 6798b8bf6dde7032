#include "estimate/rare_events.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <limits>

namespace ibtr {

double binomial_score(double n, double observed, double p) {
    const double k = std::clamp(observed * n, 0.0, n);
    const bool above = observed > p;
    // P(X >= k) = I_p(k, n - k + 1) and P(X <= k) = 1 - I_p(k + 1, n - k), for weighted counts between whole ones too.
    double tail = 1;
    if (above && k > 0) tail = boost::math::ibeta(k, n - k + 1, p);
    if (!above && k < n) tail = boost::math::ibetac(k + 1, n - k, p);
    if (tail >= 0.5) return 0;  // as likely as not
    const double least = std::numeric_limits<double>::min();
    const double distance =
        boost::math::quantile(boost::math::complement(boost::math::normal(), std::max(tail, least)));
    return above ? distance : -distance;
}

}  // namespace ibtr
