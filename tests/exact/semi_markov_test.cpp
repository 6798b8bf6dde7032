#include <gtest/gtest.h>

#include <cmath>

#include "hand_model.hpp"

namespace ibtr {
namespace {

// Weibull H(x) = (x / scale)^shape.
// Well -> ill with H01 (shape 1.3, scale 12) and well -> dead at 0.02 a year on the time clock; ill -> dead with
// H12 (shape 0.8, scale 4), on the clock of the test.
HandModel illness_death(Clock clock) {
    HandModel hand(3);
    hand.add(0, 1, Clock::time, HazardFamily::weibull, {1.3, 12});
    hand.exponential(0, 2, Clock::time, 0.02);
    hand.add(1, 2, clock, HazardFamily::weibull, {0.8, 4});
    return hand;
}

struct Reference {
    double years, ill, dead_after_ill, dead_well;
};

void expect_references(const Solved& solved, const std::vector<Reference>& references) {
    for (const Reference& reference : references) {
        EXPECT_NEAR(solved.taken(0, reference.years), reference.ill, 1e-8) << reference.years;
        EXPECT_NEAR(solved.taken(2, reference.years), reference.dead_after_ill, 1e-8) << reference.years;
        EXPECT_NEAR(solved.taken(1, reference.years), reference.dead_well, 1e-8) << reference.years;
    }
}

// With f(u) = h01(u) exp(-H01(u) - 0.02 u): P(ill by t) = integral of f, P(dead after ill by t) = integral of
// f(u) (1 - exp(-H12(t - u))), u from 0 to t. mpmath tanh-sinh quadrature at 25 digits.
TEST(SemiMarkov, WeibullIllnessDeathClockReset) {
    const Solved solved(illness_death(Clock::sojourn));
    expect_references(solved, {{1, 0.03833806260094, 0.0056935490229961, 0.019466470000803},
                               {5, 0.25984404214109, 0.11419506882998, 0.083387835549313},
                               {15, 0.64393560094062, 0.49843392434911, 0.16141265597314}});
    // Integral of the second over 0 to 15 years, by the same means.
    EXPECT_NEAR(solved.years_since(2, 15), 3.34468878674, 1e-7);
    EXPECT_LT(solved.step_error(), 1e-7);
}

// Clock forward: f(u) (1 - exp(-(H12(t) - H12(u)))).
TEST(SemiMarkov, WeibullIllnessDeathClockForward) {
    expect_references(Solved(illness_death(Clock::time)), {{1, 0.03833806260094, 0.0044561505093617, 0.019466470000803},
                                                           {5, 0.25984404214109, 0.093471988361777, 0.083387835549313},
                                                           {15, 0.64393560094062, 0.44397264831765, 0.16141265597314}});
}

// A constant hazard does not know when its clock started.
TEST(SemiMarkov, ClockForwardIsClockResetForExponential) {
    HandModel forward(3), reset(3);
    forward.add(0, 1, Clock::time, HazardFamily::weibull, {1.3, 12});
    reset.add(0, 1, Clock::time, HazardFamily::weibull, {1.3, 12});
    forward.exponential(1, 2, Clock::time, 0.3);
    reset.exponential(1, 2, Clock::sojourn, 0.3);
    EXPECT_LT(largest_difference(Solved(forward).tallies(), Solved(reset).tallies()), 1e-9);
    // and the Weibull ones above differ: 0.498 against 0.444 at 15 years
}

// Start -> next at 0.1 a year; next is left through A (Weibull 0.7, 5) and B (Weibull 1.8, 6) on the sojourn clock
// and through D at 0.03 a year on the time clock:
// P(k by t) = integral of h_k(x) exp(-H_A(x) - H_B(x) - 0.03 x) (1 - exp(-0.1 (t - x))), x from 0 to t (mpmath).
TEST(SemiMarkov, TwoSojournExitsAndATimeExit) {
    HandModel hand(5);
    hand.exponential(0, 1, Clock::time, 0.1);
    hand.add(1, 2, Clock::sojourn, HazardFamily::weibull, {0.7, 5});
    hand.exponential(1, 4, Clock::time, 0.03);
    hand.add(1, 3, Clock::sojourn, HazardFamily::weibull, {1.8, 6});
    const Solved solved(hand);
    EXPECT_NEAR(solved.taken(1, 1), 0.01622118285974, 1e-8);
    EXPECT_NEAR(solved.taken(3, 1), 0.0011205036705076, 1e-8);
    EXPECT_NEAR(solved.taken(2, 1), 0.0012420373606651, 1e-8);
    EXPECT_NEAR(solved.taken(1, 10), 0.31642310590203, 1e-8);
    EXPECT_NEAR(solved.taken(3, 10), 0.15355032043729, 1e-8);
    EXPECT_NEAR(solved.taken(2, 10), 0.040315251306602, 1e-8);
}

// From the start state the sojourn clock is the time clock: both give 1 - exp(-H(t)).
TEST(SemiMarkov, StartStateHasOneClock) {
    for (const Clock clock : {Clock::time, Clock::sojourn}) {
        HandModel hand(2);
        hand.add(0, 1, clock, HazardFamily::weibull, {0.5, 20});
        const Solved solved(hand);
        for (const double t : {1.0 / 12, 1.0, 15.0})
            EXPECT_NEAR(solved.taken(0, t), -std::expm1(-std::sqrt(t / 20)), 1e-13);
    }
}

// An alternating renewal process of equal sojourns, H(x) = (x / 2)^2: expected renewals m solve the renewal
// equation m(t) = F(t) + integral of m(t - u) dF(u); here by the trapezium rule, extrapolated.
TEST(SemiMarkov, RenewalsOnACycle) {
    HandModel hand(2, 6);
    hand.add(0, 1, Clock::sojourn, HazardFamily::weibull, {2, 2});
    hand.add(1, 0, Clock::sojourn, HazardFamily::weibull, {2, 2});
    const auto renewals = [](std::size_t steps) {
        const double h = 6.0 / static_cast<double>(steps);
        std::vector<double> density(steps + 1), count(steps + 1);
        for (std::size_t i = 0; i <= steps; ++i) {
            const double x = static_cast<double>(i) * h;
            density[i] = x / 2 * std::exp(-x * x / 4);
            double sum = 0;  // density(0) = count(0) = 0: the ends of the trapezium vanish
            for (std::size_t j = 1; j < i; ++j) sum += count[i - j] * density[j];
            count[i] = -std::expm1(-x * x / 4) + h * sum;
        }
        return count[steps];
    };
    const double coarse = renewals(1024), fine = renewals(2048);
    const Solved solved(hand);
    EXPECT_NEAR(solved.taken(0, 6) + solved.taken(1, 6), fine + (fine - coarse) / 3, 1e-7);
}

}  // namespace
}  // namespace ibtr
