#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "weigh/likelihood.hpp"

namespace ibtr::weigh {

/// Which targets a likelihood is of.
enum class Of : std::uint8_t { fitted, all };

/// A mean over draws of likelihoods, by its logarithm.
class LogMean {
public:
    /// @param logs one a draw, two or more
    explicit LogMean(std::vector<double> logs);

    [[nodiscard]] double value() const { return value_; }
    /// The same without each draw in turn.
    [[nodiscard]] const std::vector<double>& without_one() const { return without_one_; }
    /// (sum L)^2 / sum L^2: draws that carry the mean.
    [[nodiscard]] double effective_draws() const { return effective_draws_; }

private:
    double value_ = 0, effective_draws_ = 0;
    std::vector<double> without_one_;
};

/// Jackknife standard error over draws (Efron and Stein 1981) of a number that was formed without each draw in turn.
double jackknife_error(const std::vector<double>& without_one);
/// a - b, element by element.
std::vector<double> differences(const std::vector<double>& a, const std::vector<double>& b);

/// Log of sum_h w_h sum_k p_k L(draw, k, h), one a draw. @param times weights of the times, which need not sum to 1
std::vector<double> integrated(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times);

/// The largest over points of the log mean over draws of sum_h w_h L: what a reader would see who fits instead of
/// integrating.
struct Maximum {
    double log_likelihood;
    std::size_t point;
};
Maximum maximised(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times);

/// Posterior weights [draw*points+point], which sum to 1.
std::vector<double> posterior_weights(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times);
/// The same before any target: the prior over all draws.
std::vector<double> prior_weights(const LogLikelihoods& likelihoods);

}  // namespace ibtr::weigh
