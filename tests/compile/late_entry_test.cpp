// How far float32 is off where patients enter a state late: known to 2^-24 of the cumulative hazard on entry.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "compile/small_model_compiled.hpp"
#include "ibtr/tables.hpp"
#include "small_model.hpp"

namespace ibtr {
namespace {

TEST(LateEntry, SaysWhereFloatIsTooCoarse) {
    Model model = small_model();
    const auto rounding = [&] { return compile_small(model).late_entry_rounding; };
    ASSERT_EQ(rounding().size(), model.transitions.size());
    EXPECT_EQ(rounding()[0], 0) << "everyone enters at time zero";
    EXPECT_EQ(rounding()[1], 0) << "a sojourn begins at zero";
    EXPECT_LT(rounding()[3], 1e-6);
    model.transitions[3].hazard = hazard_of(HazardFamily::piecewise_constant, {1e5, 0.3}, {0, 2});
    EXPECT_GE(rounding()[3], 2e5 * 0x1p-24);
    EXPECT_LT(rounding()[3], 4 * 2e5 * 0x1p-24) << "multipliers are rounded to powers of two";
}

// In cycles a latent time that is off by 2^-24 H / h years lies in another cycle of c years in a share 2^-24 H / (h c)
// of patients, or, where less than one event a cycle is expected, in 2^-24 H of them: the largest over the pieces.
TEST(LateEntry, InCyclesIsSharedByTheEventsOfACycle) {
    constexpr double cycle_years = 0.5;
    for (const auto& [first, second] : {std::pair{0.3, 15.0}, std::pair{15.0, 0.3}, std::pair{0.4, 1.5}}) {
        Model model = small_model();
        model.cycle_years = cycle_years;
        for (Transition& transition : model.transitions) {
            transition.hazard_ratios.clear();
            transition.order_in_cycle = 1 + static_cast<unsigned>(&transition - model.transitions.data());
        }
        model.transitions[3].hazard = hazard_of(HazardFamily::piecewise_constant, {first, second}, {0, 2});
        const double at_two = 2 * first, at_end = at_two + (model.horizon_years - 2) * second;
        const double expected = 0x1p-24 * std::max(at_two / std::max(1.0, first * cycle_years),
                                                   at_end / std::max(1.0, second * cycle_years));
        EXPECT_NEAR(compile_small(model).late_entry_rounding[3], expected, 1e-6 * expected) << first << ", " << second;
    }
}

}  // namespace
}  // namespace ibtr
