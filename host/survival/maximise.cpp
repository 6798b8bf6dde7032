#include "survival/maximise.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"
#include "survival/small_matrix.hpp"

namespace ibtr::survival {

std::string_view name_of(FitStatus status) {
    switch (status) {
        case FitStatus::converged:
            return "converged";
        case FitStatus::monotone:
            return "monotone likelihood";
        case FitStatus::singular:
            return "singular";
        case FitStatus::no_events:
            return "no events";
        case FitStatus::not_converged:
            break;
    }
    return "not converged";
}

void Maximum::find(LogLikelihood& likelihood, std::span<const double> start, std::span<const double> scale,
                   const MaximiseOptions& options) {
    constexpr double flat = 1e-12, nearly_flat = 1e-9, far = 0.1, near = 1e-3;
    const std::size_t n = start.size();
    place_.assign(start.begin(), start.end());
    trial_.resize(n);
    score_.resize(n);
    information_.resize(n * n);
    covariance_.assign(n * n, undefined);
    status_ = FitStatus::not_converged;
    coordinate_ = 0;
    value_ = value_at_start_ = likelihood.at(place_, score_, information_);
    score_statistic_ = undefined;
    for (steps_ = 0; steps_ < options.most_steps; ++steps_) {
        if (!std::isfinite(value_)) return;
        if (!prepare_step(options.is_concave)) {
            status_ = FitStatus::singular;
            return;
        }
        const double expected_gain = decrement();
        if (steps_ == 0) score_statistic_ = expected_gain;
        if (expected_gain < nearly_flat) judge(scale, far);
        if (expected_gain < flat && status_ == FitStatus::not_converged) {
            status_ = FitStatus::converged;
            judge(scale, near);
        }
        if (!take_step(likelihood) && status_ == FitStatus::not_converged) return;
        if (status_ == FitStatus::not_converged) continue;
        if (prepare_step(true))
            invert_factorised(factor_, n, covariance_);
        else
            status_ = FitStatus::singular;
        return;
    }
}

/// step_ = information^-1 score. Where the information is not positive definite and need not be, its diagonal is raised
/// until it is: the step then leads uphill, the shorter the more was added.
bool Maximum::prepare_step(bool is_concave) {
    const std::size_t n = place_.size();
    double raised = 0;
    for (int tries = 0; tries < 60; ++tries) {
        factor_ = information_;
        for (std::size_t j = 0; j < n; ++j) factor_[j * n + j] += raised * (std::abs(information_[j * n + j]) + 1);
        const auto failed = factorise(factor_, n);
        if (!failed) {
            step_ = score_;
            solve_factorised(factor_, n, step_);
            return true;
        }
        coordinate_ = *failed;
        if (is_concave) return false;
        raised = raised == 0 ? 1e-3 : 2 * raised;
    }
    return false;
}

double Maximum::decrement() const {
    double sum = 0;
    for (std::size_t j = 0; j < step_.size(); ++j) sum += step_[j] * score_[j];
    return sum;
}

/// @return whether some part of the step led to no lower value
bool Maximum::take_step(LogLikelihood& likelihood) {
    const double slack = 1e-13 * (1 + std::abs(value_));  // rounding of the value itself
    double part = 1;
    for (int halvings = 0; halvings < 40; ++halvings, part *= 0.5) {
        for (std::size_t j = 0; j < place_.size(); ++j) trial_[j] = place_[j] + part * step_[j];
        const double value = likelihood.at(trial_, score_, information_);
        if (!(value >= value_ - slack)) continue;
        value_ = value;
        place_.swap(trial_);
        return true;
    }
    value_ = likelihood.at(place_, score_, information_);
    return false;
}

/// Where the likelihood has become flat: at a maximum, or on a slope that only infinity ends?
void Maximum::judge(std::span<const double> scale, double least_move) {
    double furthest = least_move;
    for (std::size_t j = 0; j < step_.size(); ++j) {
        const double move = std::abs(step_[j]) * scale[j];
        if (move <= furthest) continue;
        furthest = move;
        coordinate_ = j;
        status_ = FitStatus::monotone;
    }
}

}  // namespace ibtr::survival
