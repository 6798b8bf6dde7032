#include "weigh/interpolation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ibtr::weigh {
namespace {

double at_score(const Distribution& prior, double z) {
    return quantile(prior, static_cast<double>(extended::normal_cumulative(static_cast<long double>(z))));
}

}  // namespace

PriorPoints points_of(const Distribution& prior, std::size_t count) {
    PriorPoints points;
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double z = z_limit * (2 * static_cast<double>(k) / static_cast<double>(count - 1) - 1);
        points.values.push_back(at_score(prior, z));
        points.weights.push_back(std::exp(-z * z / 2));
        sum += points.weights.back();
    }
    for (double& weight : points.weights) weight /= sum;
    return points;
}

NodeScale::NodeScale(const FreeParameter& parameter)
    : logarithmic_(std::all_of(parameter.priors.begin(), parameter.priors.end(), [](const Prior& prior) {
          return prior.distribution.family == DistributionFamily::lognormal;
      })) {
    double low = INFINITY, high = -INFINITY;
    for (const Prior& prior : parameter.priors) {
        low = std::min(low, at_score(prior.distribution, -z_limit));
        high = std::max(high, at_score(prior.distribution, z_limit));
    }
    const double first = scaled(low), last = scaled(high);
    const auto count = parameter.nodes;
    for (std::size_t j = 0; j < count; ++j) {
        const double angle = std::numbers::pi * static_cast<double>(j) / static_cast<double>(count - 1);
        scaled_.push_back((first + last) / 2 - (last - first) / 2 * std::cos(angle));
        nodes_.push_back(j == 0 ? low : j + 1 == count ? high : unscaled(scaled_.back()));
    }
}

double NodeScale::scaled(double value) const {
    return logarithmic_ ? std::log(value) : value;
}
double NodeScale::unscaled(double scaled) const {
    return logarithmic_ ? std::exp(scaled) : scaled;
}

std::vector<double> NodeScale::between() const {
    std::vector<double> values;
    for (std::size_t j = 0; j + 1 < scaled_.size(); ++j) values.push_back(unscaled((scaled_[j] + scaled_[j + 1]) / 2));
    return values;
}

double NodeScale::at_share(double share) const {
    if (share == 0) return nodes_.front();
    return share == 1 ? nodes_.back() : unscaled(std::lerp(scaled_.front(), scaled_.back(), share));
}

std::vector<double> NodeScale::weights_at(double value) const {
    const double x = scaled(std::clamp(value, nodes_.front(), nodes_.back()));
    std::vector<double> weights(nodes_.size(), 0);
    double sum = 0;
    for (std::size_t j = 0; j < scaled_.size(); ++j) {
        const double distance = x - scaled_[j];
        if (distance == 0) {
            std::fill(weights.begin(), weights.end(), 0);
            weights[j] = 1;
            return weights;
        }
        const bool is_end = j == 0 || j + 1 == scaled_.size();
        weights[j] = (j % 2 == 0 ? 1 : -1) * (is_end ? 0.5 : 1) / distance;
        sum += weights[j];
    }
    for (double& weight : weights) weight /= sum;
    return weights;
}

}  // namespace ibtr::weigh
