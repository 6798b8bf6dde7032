#pragma once

namespace ibtr {

/// How far a simulated proportion lies from its true value, as the normal score of its binomial tail: z with
/// Phi(-|z|) = P(X >= k) above the expected number and P(X <= k) below it, X ~ Binomial(n, p). Next to 0 and 1, where
/// (estimate - p) / se is far from normal: one event where 0.01 are expected has z = 2.3, not 9.9.
/// @param n women, by their standard error: p (1 - p) / se^2, where strata and weights make it another number
double binomial_score(double n, double observed, double p);

/// Where fewer women than this are expected on either side, the binomial tail is used instead of the standard error.
inline constexpr double rarely = 10;

}  // namespace ibtr
