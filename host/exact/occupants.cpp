#include "exact/occupants.hpp"

#include <algorithm>
#include <cmath>

#include "exact/convolution.hpp"
#include "exact/sojourn_kernel.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {
namespace {

/// Entrants are kept relative to a survival that is renewed before it leaves the range of double.
constexpr double rescale_below = 1e-40;
constexpr double negligible = 1e-250;

/// -ln(after / before) of the sojourn exits; both are sums of the same entrants, so after <= before but for
/// rounding.
double decrement_between(double before, double after) {
    if (after >= before) return 0;
    return after > negligible ? std::log(before / after) : largest_increment;
}

Departures departures(double mass, double position, double calendar, double sojourn) {
    return {std::max(0.0, mass), position, calendar, sojourn};
}

}  // namespace

void Occupants::reset(const StepInputs::State& state, std::size_t steps, std::size_t sojourn_exits) {
    state_ = &state;
    uniform_alive_ = points_alive_ = 0;
    survival_ = 1;
    points_.clear();
    uniform_.assign(state.kernel ? convolution_lanes + steps : 0, 0);
    foreseen_.clear();
    still_tail_ = {};
    leaving_tails_.assign(sojourn_exits, {});
    shares_.assign(sojourn_exits, 1);
    entrant_shares_.assign(sojourn_exits, 1);
    if (sojourn_exits > 1) {
        for (std::size_t e = 0; e < sojourn_exits; ++e) shares_[e] = state.kernel->leaving[e].mean[0];
        normalise();
        entrant_shares_ = shares_;
    }
}

void Occupants::foresee(const std::vector<double>& entering) {
    if (!state_->kernel) return;
    const SojournKernel& kernel = *state_->kernel;
    const std::size_t steps = entering.size();
    double survival = 1;
    for (std::size_t i = 0; i < steps; ++i) {
        survival *= state_->survival[i];
        if (survival < rescale_below) return;
        uniform(i) = entering[i] * state_->mean_survival[i] / survival;
    }
    const std::size_t lags = std::min(kernel.tail_lag, whole_lanes(steps));
    foreseen_ = convolution(&uniform(0), steps, kernel.mean.from(lags), lags);
    double tail = 0;
    for (std::size_t i = kernel.tail_lag; i + 1 < steps; ++i) {
        carry(uniform(i - kernel.tail_lag), kernel.mean, tail);
        foreseen_[i + 1] += tail;
    }
}

Departures Occupants::earlier_uniform(std::size_t i) {
    const double before = uniform_alive_;
    if (before <= negligible) {
        uniform_alive_ = 0;
        return {};
    }
    const double calendar = state_->decrement[i];
    double still = before;
    if (state_->kernel)
        still = survival_ * (foreseen_.empty() ? convolve(state_->kernel->mean, i, still_tail_) : foreseen_[i]);
    const double sojourn = decrement_between(before, still);
    uniform_alive_ = std::min(before, still) * state_->survival[i];
    share_uniform(i);
    return departures(before - uniform_alive_, exit_position_from_start(calendar + sojourn), calendar, sojourn);
}

Departures Occupants::earlier_points(std::size_t i) {
    const double before = points_alive_;
    if (before <= negligible) {
        points_alive_ = 0;
        return {};
    }
    const double calendar = state_->decrement[i];
    double still = before;
    if (state_->kernel) {
        still = 0;
        for (const Point& point : points_) still += point.scaled * state_->kernel->point[i + 1 - point.step];
        still *= survival_;
    }
    const double sojourn = decrement_between(before, still);
    points_alive_ = std::min(before, still) * state_->survival[i];
    share_points(i);
    return departures(before - points_alive_, exit_position_from_start(calendar + sojourn), calendar, sojourn);
}

Departures Occupants::new_points(std::size_t i, double mass) {
    if (mass <= 0) return {};
    const double calendar = state_->decrement[i];
    const double sojourn = state_->kernel ? state_->kernel->first_point_hazard : 0;
    const double lost = mass * -std::expm1(-(calendar + sojourn));
    points_alive_ += mass - lost;
    if (state_->kernel) {
        points_.push_back({i, mass / survival_});
        for (std::size_t e = 0; e < state_->kernel->leaving.size(); ++e)
            shares_[e] = state_->kernel->leaving[e].point[0];
        normalise();
    }
    return departures(lost, exit_position_from_start(calendar + sojourn), calendar, sojourn);
}

Departures Occupants::per_uniform_entrant(std::size_t i) const {
    const double calendar = state_->decrement[i];
    const double sojourn = state_->kernel ? state_->kernel->first_mean_hazard : 0;
    const double still = state_->mean_survival[i] * (state_->kernel ? state_->kernel->mean[0] : 1);
    return departures(1 - still, exit_position_from_uniform(calendar + sojourn), calendar, sojourn);
}

Departures Occupants::new_uniform(std::size_t i, double mass) {
    if (state_->kernel) {
        survival_ *= state_->survival[i];
        if (survival_ < rescale_below) rescale(i);
        uniform(i) = mass * state_->mean_survival[i] / survival_;
    }
    if (mass == 0) return {};
    Departures leaving = per_uniform_entrant(i);
    leaving.mass *= mass;
    uniform_alive_ += mass - leaving.mass;
    return leaving;
}

double Occupants::convolve(const SojournKernel::Backwards& sequence, std::size_t i, Tail& tail) const {
    const SojournKernel& kernel = *state_->kernel;
    for (; tail.step < i; ++tail.step) {
        if (tail.step >= kernel.tail_lag) carry(uniform(tail.step - kernel.tail_lag), sequence, tail.sum);
    }
    const std::size_t recent = std::min(whole_lanes(i), kernel.tail_lag);
    return tail.sum + dot_product(uniform_.data() + (convolution_lanes + i - recent), sequence.from(recent), recent);
}

void Occupants::carry(double entrant, const SojournKernel::Backwards& sequence, double& sum) const {
    sum += entrant * sequence[state_->kernel->tail_lag];
    sum -= sum * state_->kernel->tail_loss;
    if (sum < negligible) sum = 0;
}

void Occupants::rescale(std::size_t i) {
    const auto shrink = [this](double& value) {
        value *= survival_;
        if (value < negligible) value = 0;
    };
    for (std::size_t j = 0; j < i; ++j) shrink(uniform(j));
    shrink(still_tail_.sum);
    for (Tail& tail : leaving_tails_) shrink(tail.sum);
    for (Point& point : points_) shrink(point.scaled);
    std::erase_if(points_, [](const Point& point) { return point.scaled == 0; });
    survival_ = 1;
}

void Occupants::share_uniform(std::size_t i) {
    if (!state_->kernel || state_->kernel->leaving.empty()) return;
    for (std::size_t e = 0; e < shares_.size(); ++e)
        shares_[e] = convolve(state_->kernel->leaving[e].mean, i, leaving_tails_[e]);
    normalise();
}

void Occupants::share_points(std::size_t i) {
    if (!state_->kernel || state_->kernel->leaving.empty()) return;
    for (std::size_t e = 0; e < shares_.size(); ++e) {
        shares_[e] = 0;
        for (const Point& point : points_)
            shares_[e] += point.scaled * state_->kernel->leaving[e].point[i - point.step];
    }
    normalise();
}

void Occupants::normalise() {
    if (shares_.size() < 2) return;
    double sum = 0;
    for (const double share : shares_) sum += share;
    for (double& share : shares_) share = sum > 0 ? share / sum : 1 / static_cast<double>(shares_.size());
}

}  // namespace ibtr::exact
