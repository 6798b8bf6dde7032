#include "survival/poisson_regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace ibtr::survival {
namespace {

class PoissonLikelihood final : public LogLikelihood {
public:
    PoissonLikelihood(std::span<const double> events, std::span<const double> years, std::span<const double> covariates)
        : events_(events), years_(years), covariates_(covariates) {}

    double at(std::span<const double> place, std::span<double> score, std::span<double> information) override {
        const std::size_t n = events_.size(), p = place.size();
        std::fill(score.begin(), score.end(), 0.0);
        std::fill(information.begin(), information.end(), 0.0);
        double value = 0;
        for (std::size_t i = 0; i < n; ++i) {
            double log_expected = std::log(years_[i]);
            for (std::size_t j = 0; j < p; ++j) log_expected += place[j] * covariates_[j * n + i];
            const double expected = std::exp(log_expected);
            value += events_[i] * log_expected - expected - std::lgamma(events_[i] + 1);
            for (std::size_t j = 0; j < p; ++j) {
                score[j] += (events_[i] - expected) * covariates_[j * n + i];
                for (std::size_t k = 0; k < p; ++k)
                    information[j * p + k] += expected * covariates_[j * n + i] * covariates_[k * n + i];
            }
        }
        return value;
    }

private:
    std::span<const double> events_, years_, covariates_;
};

double log_likelihood_of_each(std::span<const double> events) {
    double value = 0;
    for (const double count : events)
        value += (count > 0 ? count * std::log(count) : 0) - count - std::lgamma(count + 1);
    return value;
}

}  // namespace

void PoissonRegression::fit(std::span<const double> events, std::span<const double> years,
                            std::span<const double> covariates) {
    const std::size_t n = events.size();
    if (n == 0 || years.size() != n || covariates.size() % n != 0)
        throw std::invalid_argument("Poisson regression: arrays of different lengths");
    const std::size_t p = covariates.size() / n;
    start_.assign(p, 0);
    ranges_.assign(p, 1);
    const double all_events = std::accumulate(events.begin(), events.end(), 0.0);
    const double log_rate = std::log(all_events / std::accumulate(years.begin(), years.end(), 0.0));
    for (std::size_t j = 0; j < p; ++j) {
        const auto column = covariates.subspan(j * n, n);
        const auto [low, high] = std::minmax_element(column.begin(), column.end());
        if (*low < *high)
            ranges_[j] = *high - *low;
        else if (*low == 1)
            start_[j] = log_rate;  // the common rate, from which few steps are left
    }
    if (!(all_events > 0)) {
        status_ = FitStatus::no_events;
        return;
    }
    PoissonLikelihood likelihood(events, years, covariates);
    maximum_.find(likelihood, start_, ranges_, {});
    status_ = maximum_.status();
    deviance_ = 2 * (log_likelihood_of_each(events) - maximum_.value());
}

}  // namespace ibtr::survival
