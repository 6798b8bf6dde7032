// Law: of the exits of a turn, the one with the smallest exponential latent time is taken in a cycle with its own
// probability: 1 - exp(-sum of rises) is the sum of the probabilities, and rises are in proportion to them.
// Tolerance: 1e-12, rounding of rates to double over 20 cycles.

#include "hazard/cycle_hazards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

struct Exit {
    HazardFamily family;
    std::vector<Input> coefficients;
    std::vector<double> knots = {};
    Clock clock = Clock::time;
    unsigned order = 1;
};

/// State 0 with exits into states of their own; two strategies.
Model model_of(const std::vector<Exit>& exits, double cycle_years = 1) {
    Model model;
    model.horizon_years = 20;
    model.grid_per_year = 4;
    model.cycle_years = cycle_years;
    model.states = {{"ill", false}};
    model.strategies = {{"old", "", {}}, {"new", "", {}}};
    for (const Exit& exit : exits) {
        Transition transition;
        transition.name = "exit " + std::to_string(model.transitions.size());
        transition.to = model.states.size();
        transition.clock = exit.clock;
        transition.order_in_cycle = exit.order;
        transition.hazard = {exit.family, exit.coefficients, exit.knots, 0};
        model.states.push_back({"", true});
        model.transitions.push_back(transition);
    }
    return model;
}

/// Probabilities of the exits of one turn in the cycle from a year, as a simulation will have them.
std::vector<double> probabilities(const Model& model, double from_years, std::size_t strategy = 0) {
    const Parameters none({});
    CycleHazards hazards(model, none);
    std::vector<double> rises;
    double together = 0;
    for (TransitionIndex t; t < model.transitions.size(); ++t) {
        const CumulativeHazard& hazard = hazards.hazard(hazards.find(t, StrategyIndex(strategy), {}));
        const auto from = static_cast<long double>(from_years),
                   to = from + static_cast<long double>(*model.cycle_years);
        together += rises.emplace_back(static_cast<double>(hazard.at(to) - hazard.at(from)));
    }
    for (double& rise : rises) rise *= -std::expm1(-together) / together;
    return rises;
}

TEST(CycleHazards, GiveBackTheProbabilities) {
    const Model model = model_of({{HazardFamily::probability, {0.2}},
                                  {HazardFamily::probabilities, {0.05, 0.3}, {0, 4}},
                                  {HazardFamily::exponential, {0.1}},
                                  {HazardFamily::weibull, {2.0, 30.0}}});
    for (const double from : {0.0, 3.0, 4.0, 12.0}) {
        const std::vector<double> p = probabilities(model, from);
        const double weibull = -std::expm1(std::pow(from / 30, 2) - std::pow((from + 1) / 30, 2));
        EXPECT_NEAR(p[0], 0.2, 1e-12);
        EXPECT_NEAR(p[1], from < 4 ? 0.05 : 0.3, 1e-12);
        EXPECT_NEAR(p[2], -std::expm1(-0.1), 1e-12);
        EXPECT_NEAR(p[3], weibull, 1e-12);
    }
}

TEST(CycleHazards, RatiosOfHazardsActBeforeRatiosOfRisks) {
    Model model = model_of({{HazardFamily::probability, {0.2}}, {HazardFamily::probability, {0.1}}}, 0.5);
    model.transitions[0].hazard_ratios = {{1, {}, {}, 2.0, ""}};
    model.transitions[0].risk_ratios = {{1, {}, {}, 0.5, "", {{2, 1.0}}}};
    EXPECT_NEAR(probabilities(model, 1.5, 0)[0], 0.2, 1e-12);
    EXPECT_NEAR(probabilities(model, 1.5, 1)[0], 0.5 * (1 - 0.8 * 0.8), 1e-12);
    EXPECT_NEAR(probabilities(model, 2.0, 1)[0], 1 - 0.8 * 0.8, 1e-12);
    // Whatever happens to the first exit, the second keeps its own probability.
    for (const double from : {1.5, 2.0}) EXPECT_NEAR(probabilities(model, from, 1)[1], 0.1, 1e-12);
}

// Nobody is left but 4e-11, and each exit has its share.
TEST(CycleHazards, CertainExits) {
    const std::vector<double> p =
        probabilities(model_of({{HazardFamily::probability, {0.02}}, {HazardFamily::probability, {0.98}}}), 7);
    EXPECT_NEAR(p[0], 0.02, 1e-10);
    EXPECT_NEAR(p[1], 0.98, 1e-10);
}

TEST(CycleHazards, ProbabilitiesAboveOneAreRefusedByName) {
    Model model = model_of({{HazardFamily::probability, {0.6}}, {HazardFamily::probabilities, {0.4, 0.5}, {0, 3}}});
    try {
        probabilities(model, 0);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("'ill' under strategy 'old'"));
        EXPECT_THAT(error.what(), testing::HasSubstr("sum to 1.1 in the cycle from year 3"));
    }
}

TEST(CycleHazards, ExitsOfOneTurnChangeByOneClock) {
    const Exit by_time{HazardFamily::probabilities, {0.1, 0.2}, {0, 3}};
    Exit by_stay = by_time;
    by_stay.clock = Clock::sojourn;
    EXPECT_THROW(cycle_groups(model_of({by_time, by_stay}), 0), UsageError);
    by_stay.order = 2;
    const std::vector<CycleGroup> groups = cycle_groups(model_of({by_stay, by_time}), 0);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].clock, Clock::time);
    EXPECT_EQ(groups[0].transitions, (std::vector{TransitionIndex(1)}));
    EXPECT_EQ(groups[1].clock, Clock::sojourn);
    // A constant probability goes by any clock.
    Exit constant{HazardFamily::probability, {0.1}};
    constant.clock = Clock::age;
    EXPECT_EQ(cycle_groups(model_of({by_time, constant}), 0).front().clock, Clock::time);
}

}  // namespace
}  // namespace ibtr
