// Values that hold for some women, at some times, at some ages: against closed forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "economics/one_death.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

const std::string groups = "groups = [\"frailty\"]\n";
const std::string frailty = R"(
[[factors]]
name = "frailty"
levels = ["fit", "frail"]
probabilities = [0.75, 0.25]
source = "assumption"
)";

std::string ages(const std::string& bands) {
    return "\n[[factors]]\nname = \"age\"\nkind = \"age\"\nbands_years = " + bands +
           "\nprobabilities = [1]\nsource = \"assumption\"\n";
}

// Without discount the value of a window is what is lived in it; the solver's error is below 1e-7.
TEST(Conditions, UtilitiesAndCostsByTime) {
    const auto strategies =
        solved(one_death(utility_one + entry("utilities", "state = \"alive\"\nfrom_years = 2\nto_years = 4", 0.5) +
                         entry("costs", "state = \"alive\"\nto_years = 2", 10) +
                         entry("costs", "transition = \"death\"\nfrom_years = 5", 100)));
    EXPECT_NEAR(strategies[0].qaly.value, years_alive(0, 10) - 0.5 * years_alive(2, 4), 1e-6);
    EXPECT_NEAR(strategies[0].cost.value, 10 * years_alive(0, 2) + 100 * death_rate * years_alive(5, 10), 1e-5);
}

// The last quarter of a year of ten, in bins of a month: no bin too many.
TEST(Conditions, LateWindowsBeginWhereTheySay) {
    std::string text = one_death(utility_one + entry("utilities", "state = \"alive\"\nfrom_years = 9.75", 0.5));
    text.replace(text.find("grid_per_year = 4"), 17, "grid_per_year = 12");
    EXPECT_NEAR(solved(text)[0].qaly.value, years_alive(0, 10) - 0.5 * years_alive(9.75, 10), 1e-6);
}

// The one with more conditions counts: strategy and time before strategy before none.
TEST(Conditions, TheUtilityWithMostConditionsCounts) {
    const auto strategies =
        solved(one_death(entry("utilities", "state = \"alive\"\nstrategy = \"new\"\nfrom_years = 5", 0.2) +
                         utility_one + entry("utilities", "state = \"alive\"\nstrategy = \"new\"", 0.6)));
    EXPECT_NEAR(strategies[0].qaly.value, years_alive(0, 10), 1e-6);
    EXPECT_NEAR(strategies[1].qaly.value, 0.6 * years_alive(0, 5) + 0.2 * years_alive(5, 10), 1e-6);
}

TEST(Conditions, ValuesByFactorLevel) {
    const auto strategies = solved(
        one_death(utility_one + entry("utilities", "state = \"alive\"\nfactor = \"frailty\"\nlevel = \"frail\"", 0.6) +
                      entry("costs", "state = \"alive\"\nfactor = \"frailty\"\nlevel = \"fit\"", 8) +
                      entry("costs", "strategy = \"new\"\nfactor = \"frailty\"\nlevel = \"frail\"", 40),
                  frailty, groups));
    EXPECT_NEAR(strategies[0].qaly.value, (0.75 + 0.25 * 0.6) * years_alive(0, 10), 1e-6);
    EXPECT_NEAR(strategies[0].cost.value, 0.75 * 8 * years_alive(0, 10), 1e-5);
    EXPECT_NEAR(strategies[1].cost.value - strategies[0].cost.value, 0.25 * 40, 1e-9);
}

// Frail women from 65 on: of those of exactly 62, three fifths of all, after three years; those of 70 from the start.
// Whichever factor the config names first.
TEST(Conditions, ValuesByAgeAndFactorLevel) {
    const std::string two_ages =
        "\n[[factors]]\nname = \"age\"\nkind = \"age\"\nbands_years = [[62, 62], [70, 70]]\nprobabilities = [0.6, "
        "0.4]\n"
        "source = \"assumption\"\n";
    const std::string utilities =
        utility_one +
        entry("utilities", "state = \"alive\"\nfactor = \"frailty\"\nlevel = \"frail\"\nages_years = [65, 120]", 0.6);
    const double lost = 0.25 * 0.4 * (0.6 * years_alive(3, 10) + 0.4 * years_alive(0, 10));
    for (const std::string& factors : {two_ages + frailty, frailty + two_ages})
        EXPECT_NEAR(solved(one_death(utilities, factors, "groups = [\"age\", \"frailty\"]\n"))[0].qaly.value,
                    years_alive(0, 10) - lost, 1e-6);
}

// Of women of 60 to 62 three quarters are in the second year: evenly within it they turn 65 after three to four years,
// the others after four to five. Tolerance as below.
TEST(Conditions, ValuesByAgeKnowTheWeightsOfSingleYears) {
    const std::string weighted =
        "\n[[factors]]\nname = \"age\"\nkind = \"age\"\nbands_years = [[60, 62]]\nsingle_year_weights = [[1, 3]]\n"
        "probabilities = [1]\nsource = \"assumption\"\n";
    const auto mean_from = [](double first) {  // of the years lived from t to ten, t evenly in first to first + 1
        return (years_alive(first, first + 1) - std::exp(-death_rate * horizon)) / death_rate;
    };
    const double after = 0.25 * mean_from(4) + 0.75 * mean_from(3);
    const std::string economics = utility_one + entry("utilities", "state = \"alive\"\nages_years = [65, 120]", 0.7);
    EXPECT_NEAR(solved(one_death(economics, weighted, "groups = [\"age\"]\n"))[0].qaly.value,
                years_alive(0, 10) - 0.3 * after, 0.3 * death_rate * 0.25 * 0.25 / 12);
}

// A woman of exactly 62 turns 65 after three years. In a band of 60 to 62 she does so, evenly spread, after three to
// five years: the mean of what is lived from then on. Within a bin of w years shares and occupancy are multiplied as
// means: at most 0.3 h w^2 / 12 is missed.
TEST(Conditions, ValuesByAge) {
    const std::string economics = utility_one + entry("utilities", "state = \"alive\"\nages_years = [65, 120]", 0.7);
    const std::string by_age = "groups = [\"age\"]\n";
    const double exact_age = solved(one_death(economics, ages("[[62, 62]]"), by_age))[0].qaly.value;
    EXPECT_NEAR(exact_age, years_alive(0, 10) - 0.3 * years_alive(3, 10), 1e-6);
    const double in_a_band = solved(one_death(economics, ages("[[60, 62]]"), by_age))[0].qaly.value;
    double mean = 0;
    constexpr int steps = 2000;
    for (int i = 0; i < steps; ++i) mean += years_alive(3 + 2 * (i + 0.5) / steps, 10) / steps;
    EXPECT_NEAR(in_a_band, years_alive(0, 10) - 0.3 * mean, 0.3 * death_rate * 0.25 * 0.25 / 12);
}

TEST(Conditions, WhatCannotBeToldApartIsRefusedWithAWayOut) {
    const std::string by_level = entry("costs", "state = \"alive\"\nfactor = \"frailty\"\nlevel = \"frail\"", 1);
    EXPECT_THAT(refusal(one_death(utility_one + by_level, frailty)), HasSubstr("add \"frailty\" to `groups`"));
    const std::string by_age = entry("costs", "state = \"alive\"\nages_years = [65, 70]", 1);
    EXPECT_THAT(refusal(one_death(utility_one + by_age)), HasSubstr("add a factor with kind = \"age\""));
    EXPECT_THAT(refusal(one_death(utility_one + entry("costs", "state = \"alive\"\nages_years = [65.5, 70]", 1))),
                HasSubstr("in whole years"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("costs", "state = \"alive\"\nyears_since_entry = [0, 1]", 1))),
                HasSubstr("time since entry to a state is not tallied"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("costs", "", 1))), HasSubstr("of what?"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("costs", "strategy = \"new\"\nfrom_years = 1", 1))),
                HasSubstr("is for values of states and transitions"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("costs", "state = \"alive\"\nfrom_years = 0.1", 1))),
                HasSubstr("whole number of bins"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("utilities", "state = \"alive\"\nto_years = 4", 0.1) +
                                  entry("utilities", "state = \"alive\"\nstrategy = \"new\"", 0.2))),
                HasSubstr("may hold together with utilities[1]"));
    EXPECT_THAT(refusal(one_death(entry("utilities", "state = \"alive\"\nto_years = 4", 0.1))),
                HasSubstr("no utility for the state 'alive'"));
    EXPECT_THAT(refusal(one_death(utility_one + entry("utilities", "state = \"dead\"", -2))),
                HasSubstr("from -1 to 1"));
    EXPECT_EQ(refusal(one_death(utility_one + entry("costs", "state = \"alive\"", -1))), "no error");
}

// Errors come from batches on their own grid of intervals: their values differ from the bins' by less than a standard
// error, and an increment of twins, who pay alike, has none.
TEST(Conditions, SimulationsKnowTheirErrors) {
    const Study study(load_config_text(
        one_death("discount_costs_per_year = 0.04\n" + utility_one +
                  entry("costs", "state = \"alive\"\nto_years = 7", 10) + entry("costs", "transition = \"death\"", 50) +
                  entry("costs", "strategy = \"new\"", 5) + entry("utilities", "strategy = \"new\"", 0.01)),
        "test.toml"));
    const auto backend = make_backend("cpp", 1);
    const auto run = economic_results(study.cohort(), *study.config().economics, study.simulate(*backend)).front();
    const auto truth =
        economic_results(study.cohort(), *study.config().economics, study.solve({.budget_seconds = 0})).front();
    const auto& [one, other] = std::pair(run.strategies[0], run.strategies[1]);
    // Years lived to the horizon have standard deviation 3.59: 0.0568 for the mean of 4,000; batches know it to 10 %.
    EXPECT_NEAR(one.life_years.mc_se, 0.0568, 4.5 * 0.0057);
    EXPECT_NEAR(one.cost.value, truth.strategies[0].cost.value, 4.5 * one.cost.mc_se);
    EXPECT_NEAR(other.incremental_cost.value, 5, 1e-9);
    EXPECT_NEAR(other.incremental_cost.mc_se, 0, 1e-9);
    EXPECT_NEAR(other.icer.value, 500, 1e-6);
    EXPECT_EQ(run.net_benefit.back().best, 1U);
    EXPECT_EQ(run.net_benefit.front().best, 0U);
    EXPECT_GT(run.net_benefit.back().of_strategy[0].mc_se, 0);
}

}  // namespace
}  // namespace ibtr::test
