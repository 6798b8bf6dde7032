#include "explore/standard_scores.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::explore {

StandardScores::StandardScores(const std::vector<double>& numbers, bool by_ratios)
    : logarithmic_(by_ratios && std::all_of(numbers.begin(), numbers.end(), [](double one) { return one > 0; })) {
    const auto count = static_cast<double>(numbers.size());
    scores_.reserve(numbers.size());
    for (const double number : numbers) scores_.push_back(scaled(number));
    for (const double score : scores_) mean_ += score / count;
    double variance = 0;
    for (const double score : scores_) variance += (score - mean_) * (score - mean_) / count;
    deviation_ = std::sqrt(variance);
    for (double& score : scores_) score = deviation_ > 0 ? (score - mean_) / deviation_ : 0;
}

double StandardScores::scaled(double number) const {
    return logarithmic_ ? std::log(number) : number;
}

double StandardScores::of(double number) const {
    return (scaled(number) - mean_) / deviation_;
}

}  // namespace ibtr::explore
