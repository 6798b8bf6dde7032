#include "exact/sojourn_kernel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "exact/convolution.hpp"
#include "exact/occupants.hpp"
#include "hand_model.hpp"

namespace ibtr::exact {
namespace {

constexpr std::size_t years = 15, steps = 12 * years;

/// The kernel of a state with these sojourn exits, in steps of a month.
SojournKernel monthly(const HandModel& hand) {
    const ContinuousHazards hazards(hand.model, hand.parameters, hand.population);
    std::vector<SojournExit> exits;
    for (std::size_t t = 0; t < hand.model.transitions.size(); ++t)
        exits.push_back({hazards.function({}, {}, TransitionIndex(t)), 1.3});
    return make_sojourn_kernel(hazards, exits, steps, 1.0 / 12);
}

HandModel exponential() {
    HandModel hand(2);
    hand.exponential(0, 1, Clock::sojourn, 0.3);
    return hand;
}

/// Constant from three years on.
HandModel pieces() {
    HandModel hand(2);
    hand.add(0, 1, Clock::sojourn, HazardFamily::piecewise_constant, {0.5, 0.2, 0.4}, {0, 1, 3});
    return hand;
}

HandModel pieces_and_exponential() {
    HandModel hand = pieces();
    hand.exponential(0, 1, Clock::sojourn, 0.1);
    return hand;
}

HandModel weibull() {
    HandModel hand = pieces();
    hand.add(0, 1, Clock::sojourn, HazardFamily::weibull, {1.5, 6});
    return hand;
}

// A tail begins at the next whole lane where all hazards have become constant, and a lag later where several exits
// share; there is none with a hazard that never does.
TEST(SojournKernel, TailBeginsWhereHazardsAreConstant) {
    EXPECT_EQ(monthly(exponential()).tail_lag, whole_lanes(1));
    EXPECT_EQ(monthly(pieces()).tail_lag, whole_lanes(36));
    EXPECT_EQ(monthly(pieces_and_exponential()).tail_lag, whole_lanes(37));
    EXPECT_GE(monthly(weibull()).tail_lag, steps);
}

// Tolerance: the rounding of 144 products.
TEST(SojournKernel, TailFallsByTheSameShare) {
    for (const HandModel& hand : {exponential(), pieces(), pieces_and_exponential()}) {
        const SojournKernel kernel = monthly(hand);
        ASSERT_LT(kernel.tail_lag, steps);
        double mean = kernel.mean[kernel.tail_lag];
        for (std::size_t lag = kernel.tail_lag; lag < steps; ++lag) {
            EXPECT_NEAR(mean / kernel.mean[lag], 1, 1e-13) << lag;
            mean -= mean * kernel.tail_loss;
        }
    }
}

StepInputs::State state_with(std::shared_ptr<const SojournKernel> kernel, double decrement) {
    StepInputs::State state;
    state.decrement.assign(steps, decrement);
    state.survival.assign(steps, std::exp(-decrement));
    state.mean_survival.assign(steps, mean_survival(decrement));
    state.kernel = std::move(kernel);
    return state;
}

// Law: what leaves, and by which exit, is the same whether the entrants of a tail are carried along or summed anew in
// every step, and whether they are foreseen or not. Women enter now and then; with a calendar hazard of 3 a step
// entrants are rescaled every 30 steps. 1e-12: rounding of sums of 180 terms, in differences that may be a hundredth of
// them.
void expect_same_departures(const HandModel& hand, double decrement) {
    const auto kernel = std::make_shared<const SojournKernel>(monthly(hand));
    auto whole = std::make_shared<SojournKernel>(*kernel);
    whole->tail_lag = whole_lanes(steps);
    const StepInputs::State with_tail = state_with(kernel, decrement), without = state_with(whole, decrement);
    std::vector<double> entering;
    for (std::size_t i = 0; i < steps; ++i)
        entering.push_back(i % 7 < 3 || i > 150 ? 0 : 0.01 * static_cast<double>(i % 11));
    Occupants carried, summed, foreseen;
    foreseen.reset(with_tail, steps, hand.model.transitions.size());
    foreseen.foresee(entering);
    carried.reset(with_tail, steps, hand.model.transitions.size());
    summed.reset(without, steps, hand.model.transitions.size());
    for (std::size_t i = 0; i < steps; ++i) {
        const Departures a = carried.earlier_uniform(i), b = summed.earlier_uniform(i);
        EXPECT_NEAR(a.mass, b.mass, 1e-12 * b.mass) << i;
        EXPECT_NEAR(a.sojourn_decrement, b.sojourn_decrement, 1e-12) << i;
        for (std::size_t e = 0; e < hand.model.transitions.size(); ++e)
            EXPECT_NEAR(carried.sojourn_shares()[e], summed.sojourn_shares()[e], 1e-12) << i;
        EXPECT_NEAR(foreseen.earlier_uniform(i).mass, b.mass, 1e-12 * b.mass) << i;
        carried.new_uniform(i, entering[i]);
        summed.new_uniform(i, entering[i]);
        foreseen.new_uniform(i, entering[i]);
    }
}

// Law: a convolution is its definition. Tolerance: the rounding of some hundred terms of order one.
TEST(Convolution, IsTheSumOverLags) {
    for (const std::size_t size : {1U, 15U, 16U, 17U, 100U}) {
        for (const std::size_t lags : {16U, 48U, 112U}) {
            std::vector<double> entrants(size), values(lags);
            for (std::size_t j = 0; j < size; ++j) entrants[j] = std::sin(static_cast<double>(j) + 1);
            for (std::size_t k = 0; k < lags; ++k) values[lags - 1 - k] = std::cos(static_cast<double>(k) + 1);
            const std::vector<double> sums = convolution(entrants.data(), size, values.data(), lags);
            ASSERT_EQ(sums.size(), whole_lanes(size));
            for (std::size_t i = 0; i < size; ++i) {
                double sum = 0;
                for (std::size_t lag = 1; lag <= std::min(i, lags); ++lag)
                    sum += entrants[i - lag] * std::cos(static_cast<double>(lag));
                EXPECT_NEAR(sums[i], sum, 1e-13) << size << ", " << lags << ", " << i;
            }
        }
    }
}

TEST(Occupants, TailsAreTheSameSums) {
    for (const double decrement : {0.0, 0.01, 3.0})
        for (const HandModel& hand : {exponential(), pieces(), pieces_and_exponential()}) {
            SCOPED_TRACE(testing::Message() << decrement << ", exits: " << hand.model.transitions.size());
            expect_same_departures(hand, decrement);
        }
}

}  // namespace
}  // namespace ibtr::exact
