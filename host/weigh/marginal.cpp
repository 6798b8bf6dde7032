#include "weigh/marginal.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::weigh {
namespace {

double log_sum(const double* logs, std::size_t count) {
    const double largest = *std::max_element(logs, logs + count);
    if (!std::isfinite(largest)) return largest;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += std::exp(logs[i] - largest);
    return largest + std::log(sum);
}

/// Log of the mixture over times at each draw and point.
std::vector<double> mixed(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times) {
    const std::vector<double>& logs = of == Of::fitted ? likelihoods.fitted : likelihoods.all;
    std::vector<double> result, terms(likelihoods.times);
    for (std::size_t i = 0; i < logs.size(); i += likelihoods.times) {
        for (std::size_t t = 0; t < likelihoods.times; ++t) terms[t] = logs[i + t] + std::log(times[t]);
        result.push_back(log_sum(terms.data(), terms.size()));
    }
    return result;
}

}  // namespace

LogMean::LogMean(std::vector<double> logs) {
    const auto count = static_cast<double>(logs.size());
    const double largest = *std::max_element(logs.begin(), logs.end());
    double sum = 0, squares = 0;
    for (double& log : logs) {
        log = std::exp(log - largest);
        sum += log;
        squares += log * log;
    }
    value_ = largest + std::log(sum / count);
    effective_draws_ = sum * sum / squares;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        // Added up anew: the rest of a sum that one draw carries would be rounding.
        double rest = 0;
        for (std::size_t j = 0; j < logs.size(); ++j)
            if (j != i) rest += logs[j];
        without_one_.push_back(largest + std::log(rest / (count - 1)));
    }
}

double jackknife_error(const std::vector<double>& without_one) {
    const auto count = static_cast<double>(without_one.size());
    double sum = 0, squares = 0;
    for (const double value : without_one) sum += value;
    for (const double value : without_one) squares += (value - sum / count) * (value - sum / count);
    return std::sqrt(squares * (count - 1) / count);
}

std::vector<double> differences(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> result(a.size());
    std::transform(a.begin(), a.end(), b.begin(), result.begin(), [](double x, double y) { return x - y; });
    return result;
}

std::vector<double> integrated(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times) {
    std::vector<double> logs = mixed(likelihoods, of, times), result;
    for (std::size_t d = 0; d < likelihoods.draws; ++d) {
        double* first = logs.data() + d * likelihoods.points;
        for (std::size_t k = 0; k < likelihoods.points; ++k) first[k] += std::log(likelihoods.weights[k]);
        result.push_back(log_sum(first, likelihoods.points));
    }
    return result;
}

Maximum maximised(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times) {
    const std::vector<double> logs = mixed(likelihoods, of, times);
    Maximum best{-INFINITY, 0};
    std::vector<double> over_draws(likelihoods.draws);
    for (std::size_t k = 0; k < likelihoods.points; ++k) {
        for (std::size_t d = 0; d < likelihoods.draws; ++d) over_draws[d] = logs[d * likelihoods.points + k];
        const double mean =
            log_sum(over_draws.data(), over_draws.size()) - std::log(static_cast<double>(likelihoods.draws));
        if (mean > best.log_likelihood) best = {mean, k};
    }
    return best;
}

std::vector<double> posterior_weights(const LogLikelihoods& likelihoods, Of of, const std::vector<double>& times) {
    std::vector<double> weights = mixed(likelihoods, of, times);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] += std::log(likelihoods.weights[i % likelihoods.points]);
    const double total = log_sum(weights.data(), weights.size());
    for (double& weight : weights) weight = std::exp(weight - total);
    return weights;
}

std::vector<double> prior_weights(const LogLikelihoods& likelihoods) {
    std::vector<double> weights;
    for (std::size_t d = 0; d < likelihoods.draws; ++d)
        for (const double weight : likelihoods.weights)
            weights.push_back(weight / static_cast<double>(likelihoods.draws));
    return weights;
}

}  // namespace ibtr::weigh
