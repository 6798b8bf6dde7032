#include <gtest/gtest.h>

#include <cmath>

#include "exact/distinct_problems.hpp"
#include "hand_model.hpp"

namespace ibtr {
namespace {

LifeTable short_table() {
    return {"short", "assumption", 60, {0.008, 0.010, 0.013, 0.02, 0.03, 0.05, 0.08, 0.1}};
}

// Well -> ill at 0.05 a year, well -> dead by the life table, ill -> dead with a Weibull sojourn (1.5, 3) and no
// exit on the age clock: the age hazard differs between states.
HandModel band_model(const std::vector<double>& single_year_weights) {
    HandModel hand(3, 4);
    hand.model.life_tables = {short_table()};
    hand.exponential(0, 1, Clock::time, 0.05);
    hand.add(0, 2, Clock::age, HazardFamily::life_table, {});
    hand.add(1, 2, Clock::sojourn, HazardFamily::weibull, {1.5, 3});
    hand.ages({{60, 63, single_year_weights}});
    return hand;
}

struct BandReference {
    double years, ill, dead_after_ill;
};

void expect_band(const HandModel& hand, const std::vector<BandReference>& references) {
    const Solved solved(hand);
    EXPECT_LT(solved.step_error(), 1e-8);
    for (const BandReference& reference : references) {
        EXPECT_NEAR(solved.taken(0, reference.years), reference.ill, 1e-9) << reference.years;
        EXPECT_NEAR(solved.taken(2, reference.years), reference.dead_after_ill, 1e-9) << reference.years;
    }
}

// Averages over age a of integral of 0.05 exp(-0.05 u - (H(a + u) - H(a))) times 1 or 1 - exp(-((t - u) / 3)^1.5),
// H the life table's; nested mpmath quadrature split at birthdays.
TEST(AgeBand, UniformOverTheBand) {
    expect_band(band_model({}), {{0.5, 0.0246222149756, 0.000660394224649},
                                 {2.25, 0.10480639399, 0.0231280726365},
                                 {4, 0.175052923645, 0.0743365070881}});
}

TEST(AgeBand, WeightedBySingleYears) {
    expect_band(band_model({1, 2, 5}), {{0.5, 0.0246127940616, 0.000660256156478},
                                        {2.25, 0.104531853619, 0.0230968224337},
                                        {4, 0.173840515818, 0.0740801794291}});
}

// One exact age: survival is the product of the table's yearly survivals.
TEST(AgeBand, OneExactAge) {
    HandModel hand(2, 3);
    hand.model.life_tables = {short_table()};
    hand.add(0, 1, Clock::age, HazardFamily::life_table, {});
    hand.ages({{61, 61, {}}});
    const Solved solved(hand);
    EXPECT_NEAR(solved.taken(0, 1), 0.010, 1e-13);
    EXPECT_NEAR(solved.taken(0, 3), 1 - 0.99 * 0.987 * 0.98, 1e-13);
}

// Death by age alike in every state: solved with one averaged hazard. A second, never different but separately
// declared table makes the solver treat every age on its own; both must agree within what they state.
TEST(AgeBand, AveragedHazardEqualsAgeByAge) {
    const auto model = [](bool shared) {
        HandModel hand(4, 10);
        hand.model.life_tables = {short_table(), short_table()};
        hand.exponential(0, 1, Clock::time, 0.1);
        hand.add(0, 3, Clock::age, HazardFamily::life_table, {});
        hand.add(1, 2, Clock::sojourn, HazardFamily::weibull, {0.9, 4});
        hand.add(1, 3, Clock::age, HazardFamily::life_table, {}).hazard.life_table = shared ? 0 : 1;
        hand.ages({{58, 70, {}}, {61, 64, {}}, {61, 64, {1, 3, 0}}});
        return hand;
    };
    const Solved averaged(model(true)), age_by_age(model(false));
    EXPECT_LE(largest_difference(averaged.tallies(), age_by_age.tallies()),
              averaged.step_error() + age_by_age.step_error());
    EXPECT_LT(averaged.step_error(), 1e-8);
    EXPECT_LT(age_by_age.step_error(), 1e-6);
}

// A band that is no whole number of bins: average of exp(-(H(a + t) - H(a))) over [60.3, 60.72] for t below the
// next birthday is (e^-h0t), so deaths by t are 1 - (1 - q)^t exactly.
TEST(AgeBand, EndsOffTheGrid) {
    HandModel hand(2, 0.25);
    hand.model.life_tables = {short_table()};
    hand.add(0, 1, Clock::age, HazardFamily::life_table, {});
    hand.exponential(0, 1, Clock::time, 0.1);
    hand.ages({{60.3, 60.72, {}}});
    const Solved solved(hand);
    const double total = 0.1 - std::log1p(-0.008);
    EXPECT_NEAR(solved.taken(0, 0.25), -std::log1p(-0.008) / total * -std::expm1(-total * 0.25), 1e-13);
}

TEST(AgeBand, StrataWithoutAgeClockShareOneSolution) {
    HandModel hand(2, 2);
    hand.add(0, 1, Clock::time, HazardFamily::weibull, {1.5, 3});
    hand.ages({{40, 50, {}}, {50, 60, {}}});
    const Solved solved(hand);
    EXPECT_EQ(solved.taken(0, 2, StratumIndex(0)), solved.taken(0, 2, StratumIndex(1)));
}

// Women who differ only in what nobody comes to are one problem: here the hazard out of a state without a way in.
TEST(Problems, HazardsOutOfReachTellNobodyApart) {
    HandModel hand(4, 2);
    hand.exponential(0, 1, Clock::time, 0.1);
    hand.exponential(0, 2, Clock::time, 0.1);
    hand.exponential(2, 3, Clock::time, 0.2);
    hand.ages({{40, 50, {}}, {50, 60, {}}});
    const auto problems_where_second_band_has = [&](std::size_t transition, double ratio) {
        HandModel changed = hand;
        changed.model.transitions[transition].hazard_ratios = {{{}, 0, 1, ratio, ""}};
        const ContinuousHazards hazards(changed.model, changed.parameters, changed.population);
        return exact::distinct_problems(changed.model, changed.population, changed.graph(), hazards,
                                        ExactMethod::automatic)
            .problems.size();
    };
    EXPECT_EQ(problems_where_second_band_has(2, 3), 2U);
    hand.model.transitions[1].to = 1;  // nothing leads to state 2 any more
    EXPECT_EQ(problems_where_second_band_has(2, 3), 1U);
    EXPECT_EQ(problems_where_second_band_has(0, 3), 2U);
}

}  // namespace
}  // namespace ibtr
