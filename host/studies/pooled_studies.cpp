#include "studies/pooled_studies.hpp"

#include <cmath>

#include "base/statistics.hpp"

namespace ibtr::studies {

const char* to_text(PooledNumber number) {
    constexpr std::array names{"estimate",       "standard_error",  "tau",           "i2",     "q",
                               "prediction_low", "prediction_high", "small_study_z", "studies"};
    static_assert(names.size() == pooled_numbers);
    return names[static_cast<std::size_t>(number)];
}

double small_study_z(std::span<const meta::Effect> effects) {
    if (effects.size() < 3) return undefined;
    double sum = 0, sum_x = 0, sum_y = 0;
    for (const meta::Effect& effect : effects) {
        sum += 1 / effect.variance;
        sum_x += std::sqrt(effect.variance) / effect.variance;
        sum_y += effect.estimate / effect.variance;
    }
    const double mean_x = sum_x / sum, mean_y = sum_y / sum;
    double xx = 0, xy = 0, yy = 0;
    for (const meta::Effect& effect : effects) {
        const double x = std::sqrt(effect.variance) - mean_x, y = effect.estimate - mean_y;
        xx += x * x / effect.variance;
        xy += x * y / effect.variance;
        yy += y * y / effect.variance;
    }
    const double residual = (yy - xy * xy / xx) / static_cast<double>(effects.size() - 2);
    const double z = xy / xx / std::sqrt(residual / xx);
    return std::isfinite(z) ? z : undefined;
}

PooledReplicate pool_replicate(std::span<const std::optional<meta::Effect>> effects, meta::Method method,
                               meta::MeanTest test, std::optional<meta::Pooled>* pooled) {
    std::vector<meta::Effect> defined;
    for (const std::optional<meta::Effect>& effect : effects)
        if (effect) defined.push_back(*effect);
    PooledReplicate numbers;
    numbers.fill(undefined);
    numbers.back() = static_cast<double>(defined.size());
    if (defined.size() < 2) return numbers;
    const meta::Pooled result = meta::pool(defined, method, test);
    numbers = {result.estimate,
               result.standard_error,
               std::sqrt(result.tau2),
               result.i2,
               result.q,
               result.prediction.low,
               result.prediction.high,
               small_study_z(defined),
               static_cast<double>(defined.size())};
    if (pooled != nullptr) *pooled = result;
    return numbers;
}

}  // namespace ibtr::studies
