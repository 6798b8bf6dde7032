#pragma once

#include <cstddef>

/// Limits that results of chance keep within, but for once in a million checks. A check of m comparisons shares that
/// rate out evenly (Bonferroni), so that it holds for all of them at once.
namespace ibtr::verify {

inline constexpr double error_rate = 1e-6;

/// Numerical error of a probability that a count is compared with, far below what chance does.
inline constexpr double probability_slack = 1e-6;

/// n KL(events / n, p): minus the logarithm of Chernoff's bound on the tail that the count lies in, for a sum of n
/// independent events of mean probability p, equal ones or not (Hoeffding 1956, Ann Math Stat 27:713). Infinite where
/// the count cannot be.
double tail_score(double events, double n, double p);
/// What such scores stay below.
double score_limit(std::size_t comparisons);

/// Two counts of the same law: n KL of either from their common share, together.
double common_score(double events_a, double n_a, double events_b, double n_b);

/// Distance of an empirical distribution function from its law (Massart 1990: Dvoretzky, Kiefer, Wolfowitz).
double distribution_limit(double n, std::size_t comparisons);

/// Of standard normal scores.
double normal_limit(std::size_t comparisons);

/// Of a chi-squared variate (Laurent and Massart 2000, lemma 1).
double chi_squared_limit(double degrees);

}  // namespace ibtr::verify
