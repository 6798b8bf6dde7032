// Transitions with the same hazard share its table; equal numbers of another family are another hazard.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "compile/small_model_compiled.hpp"
#include "ibtr/tables.hpp"
#include "small_model.hpp"

namespace ibtr {
namespace {

/// Where the tables of the exits by time, of transitions 0 and 3, begin.
std::pair<std::uint32_t, std::uint32_t> tables_of(const HazardSpec& one, const HazardSpec& other) {
    Model model = small_model();
    for (Transition& transition : model.transitions) transition.hazard_ratios.clear();
    model.transitions[0].hazard = one;
    model.transitions[3].hazard = other;
    model.transitions[0].clock = model.transitions[3].clock = Clock::sojourn;
    const Tables tables = compile_small(model);
    std::pair<std::uint32_t, std::uint32_t> begins;
    for (std::size_t exit = 0; exit < tables.header.exits; ++exit) {
        const std::uint32_t begin = tables.exit_table({}, StratumIndex(0), exit).first;
        if (tables.exits[exit].transition == 0) begins.first = begin;
        if (tables.exits[exit].transition == 3) begins.second = begin;
    }
    return begins;
}

TEST(SharedHazards, AreThoseOfOneFamilyAndEqualNumbers) {
    const HazardSpec weibull = hazard_of(HazardFamily::weibull, {1.5, 20});
    const auto same = tables_of(weibull, weibull);
    EXPECT_EQ(same.first, same.second);
    for (const HazardSpec& other :
         {hazard_of(HazardFamily::loglogistic, {1.5, 20}), hazard_of(HazardFamily::weibull, {1.5, 21}),
          hazard_of(HazardFamily::weibull, {1.6, 20})}) {
        const auto apart = tables_of(weibull, other);
        EXPECT_NE(apart.first, apart.second);
    }
    const auto knots = tables_of(hazard_of(HazardFamily::piecewise_constant, {0.1, 0.3}, {0, 2}),
                                 hazard_of(HazardFamily::piecewise_constant, {0.1, 0.3}, {0, 3}));
    EXPECT_NE(knots.first, knots.second);
}

}  // namespace
}  // namespace ibtr
