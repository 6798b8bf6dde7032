#include "figure/axis.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ibtr::figure::test {
namespace {

TEST(NumberText, HasThousandsAndATrueMinus) {
    EXPECT_EQ(number_text(1234567, 0), "1,234,567");
    EXPECT_EQ(number_text(999, 0), "999");
    EXPECT_EQ(number_text(-1234.5, 1), "−1,234.5");
    EXPECT_EQ(number_text(-0.0001, 2), "0.00") << "no minus before nothing";
    EXPECT_EQ(number_text_by_step(0.25, 0.25), "0.25");
    EXPECT_EQ(number_text_by_step(1500, 500), "1,500");
}

// Whatever the horizon, the axis begins at 0, has a tick at its end, few ticks, and no two that are closer than 0.6 of
// a step.
TEST(TimeAxis, EndsWithATickAtTheHorizon) {
    for (const double horizon : {1.0, 1.5, 2.0, 3.0, 7.0, 10.0, 11.0, 13.0, 15.0, 17.0, 30.0, 37.0, 75.0, 80.0}) {
        const Axis axis = time_axis(horizon, 8);
        ASSERT_GE(axis.ticks.size(), 3U) << horizon;
        EXPECT_LE(axis.ticks.size(), 10U) << horizon;
        EXPECT_EQ(axis.ticks.front().at, 0) << horizon;
        EXPECT_NEAR(axis.ticks.back().at, horizon, 1e-9) << horizon;
        const double step = axis.ticks[1].at;
        for (std::size_t i = 1; i < axis.ticks.size(); ++i)
            EXPECT_GT(axis.ticks[i].at - axis.ticks[i - 1].at, 0.59 * step) << horizon;
    }
}

TEST(Axis, PlacesValuesBetweenItsEnds) {
    const Axis even = even_axis("", -2, 8, 5);
    EXPECT_NEAR(even.place(-2), 0, 1e-12);
    EXPECT_NEAR(even.place(3), 0.5, 1e-12);
    const Axis logarithmic = logarithmic_axis("", 0.1, 10);
    EXPECT_NEAR(logarithmic.place(1), 0.5, 1e-12);
    EXPECT_FALSE(logarithmic.holds(11));
}

TEST(Axis, WidensToWholeStepsAndNeverToNothing) {
    const Axis axis = widened_axis("", 0.3, 9.2, 5);
    EXPECT_EQ(axis.low, 0);
    EXPECT_EQ(axis.high, 10);
    const Axis flat = widened_axis("", 5, 5, 5);
    EXPECT_LT(flat.low, 5);
    EXPECT_GT(flat.high, 5);
    for (const Axis& each : {axis, flat})
        for (const Tick& tick : each.ticks) EXPECT_TRUE(each.place(tick.at) > -1e-9 && each.place(tick.at) < 1 + 1e-9);
}

}  // namespace
}  // namespace ibtr::figure::test
