// Law: a clock of several states is one that is known anyhow where both always read the same: the time clock where
// nobody comes to the states from outside, the sojourn clock in a state that nobody comes to from another of them.

#include "model/clock_in_use.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace ibtr {
namespace {

/// States 0 (outside), 1 and 2 (of the clock), 3 (absorbing); a Weibull hazard for each way.
Model model_with(const std::vector<std::pair<std::size_t, std::size_t>>& ways, Clock clock) {
    Model model;
    model.states.resize(4);
    model.entry_clocks = {{"since", {1, 2}}};
    for (const auto& [from, to] : ways) {
        Transition transition;
        transition.from = from;
        transition.to = to;
        transition.clock = from == 0 ? Clock::time : clock;
        transition.hazard = {HazardFamily::weibull, {2.0, 3.0}, {}, 0};
        model.transitions.push_back(transition);
    }
    return model;
}

Clock in_use(const Model& model, std::size_t transition) {
    return clock_in_use(model, model.transitions[transition]);
}

TEST(ClockInUse, IsTheEntryClockWherePeopleMoveAmongItsStates) {
    const Model model = model_with({{0, 1}, {1, 2}, {2, 3}}, Clock::entry);
    EXPECT_EQ(in_use(model, 0), Clock::time);
    EXPECT_EQ(in_use(model, 1), Clock::sojourn) << "nobody comes to 1 from 2";
    EXPECT_EQ(in_use(model, 2), Clock::entry);
    const Model both_ways = model_with({{0, 1}, {1, 2}, {2, 1}, {2, 3}}, Clock::entry);
    EXPECT_EQ(in_use(both_ways, 1), Clock::entry);
}

TEST(ClockInUse, IsTheTimeWhereNobodyComesFromOutside) {
    Model model = model_with({{1, 2}, {2, 1}, {2, 3}}, Clock::entry);
    model.start_state = 1;
    for (const std::size_t t : {0U, 1U, 2U}) EXPECT_EQ(in_use(model, t), Clock::time);
}

TEST(ClockInUse, OfAConstantHazardIsTheOneThatIsThere) {
    Model model = model_with({{0, 1}, {1, 2}, {2, 3}, {2, 3}}, Clock::entry);
    model.transitions[3].clock = Clock::sojourn;
    EXPECT_TRUE(needs_second_clock(model, model.transitions[3]));
    model.transitions[3].hazard = {HazardFamily::exponential, {0.1}, {}, 0};
    EXPECT_FALSE(needs_second_clock(model, model.transitions[3]));
    EXPECT_EQ(in_use(model, 3), Clock::entry);
    model.transitions[3].hazard_ratios = {{{}, {}, {}, 1.0, "", {{1, 2.0}}}};
    EXPECT_TRUE(needs_second_clock(model, model.transitions[3]));
}

TEST(ClockInUse, SecondClockIsNoneWhereBothAreTheSame) {
    Model model = model_with({{0, 1}, {1, 2}, {2, 3}}, Clock::entry);
    model.transitions[1].clock = Clock::sojourn;
    EXPECT_FALSE(needs_second_clock(model, model.transitions[1])) << "in the state that is entered from outside alone";
    EXPECT_EQ(in_use(model, 1), Clock::sojourn);
}

}  // namespace
}  // namespace ibtr
