#pragma once

#include <cstddef>
#include <vector>

namespace ibtr::test {

/// P(D_n >= d) under the hypothesis, for the two-sided Kolmogorov-Smirnov statistic of n values: Marsaglia, Tsang and
/// Wang (2003), "Evaluating Kolmogorov's distribution", J Stat Softw 8(18); 13 digits, and 7 in the far tail.
double kolmogorov_smirnov_tail(std::size_t n, double d);

/// p-value of the hypothesis that the values are independent and standard normal.
double normality_p_value(std::vector<double> values);

}  // namespace ibtr::test
