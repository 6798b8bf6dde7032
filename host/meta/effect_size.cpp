#include <cmath>
#include <stdexcept>

#include "meta/meta.hpp"
#include "meta/weighted.hpp"

namespace ibtr::meta {

Effect effect_of(const Counts& counts, Measure measure) {
    double a = counts.events1, b = counts.n1 - counts.events1;
    double c = counts.events2, d = counts.n2 - counts.events2;
    const bool corrected = a == 0 || b == 0 || c == 0 || d == 0;
    if (corrected)
        for (double* cell : {&a, &b, &c, &d}) *cell += 0.5;
    const double n1 = a + b, n2 = c + d;
    switch (measure) {
        case Measure::rr:
            return {std::log(a / n1) - std::log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2, corrected};
        case Measure::odds_ratio:
            return {std::log(a / b) - std::log(c / d), 1 / a + 1 / b + 1 / c + 1 / d, corrected};
        case Measure::rd:
            return {a / n1 - c / n2, a * b / (n1 * n1 * n1) + c * d / (n2 * n2 * n2), corrected};
        case Measure::loghr:
            break;
    }
    throw std::logic_error("a hazard ratio does not follow from counts");
}

Effect effect_of_hazard_ratio(double ratio, double ci_low, double ci_high) {
    const double standard_error = (std::log(ci_high) - std::log(ci_low)) / (2 * z_975);
    return {std::log(ratio), standard_error * standard_error, false};
}

}  // namespace ibtr::meta
