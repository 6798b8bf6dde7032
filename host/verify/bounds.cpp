#include "verify/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "uncertainty/distribution.hpp"

namespace ibtr::verify {
namespace {

double rate_of_each(std::size_t comparisons) {
    return error_rate / (2 * static_cast<double>(std::max<std::size_t>(comparisons, 1)));
}

double divergence(double q, double p) {
    const auto term = [](double a, double b) {
        if (a <= 0) return 0.0;
        return b > 0 ? a * std::log(a / b) : std::numeric_limits<double>::infinity();
    };
    return term(q, p) + term(1 - q, 1 - p);
}

}  // namespace

double tail_score(double events, double n, double p) {
    const double q = events / n;
    const double moved = std::clamp(q, std::max(0.0, p - probability_slack), std::min(1.0, p + probability_slack));
    return n * divergence(q, moved);
}

double score_limit(std::size_t comparisons) {
    return -std::log(rate_of_each(comparisons));
}

double common_score(double events_a, double n_a, double events_b, double n_b) {
    const double p = (events_a + events_b) / (n_a + n_b);
    return n_a * divergence(events_a / n_a, p) + n_b * divergence(events_b / n_b, p);
}

double distribution_limit(double n, std::size_t comparisons) {
    return std::sqrt(score_limit(comparisons) / (2 * n));
}

double normal_limit(std::size_t comparisons) {
    return static_cast<double>(-extended::normal_quantile(static_cast<long double>(rate_of_each(comparisons))));
}

double chi_squared_limit(double degrees) {
    const double x = -std::log(error_rate);
    return degrees + 2 * std::sqrt(degrees * x) + 2 * x;
}

}  // namespace ibtr::verify
