// Frontiers worked out by hand.

#include "economics/frontier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ibtr::test {
namespace {

// Costs and QALYs of five options. The third costs more than the second and gives less. The ratios 10,000 (second),
// 10,000 (fourth) and 6,667 (fifth) do not rise, so that mixes of the first and the fifth beat all between:
// (70,000 - 10,000) / (8 - 1).
TEST(EfficiencyFrontier, DominanceAndExtendedDominance) {
    const std::vector<double> costs{10000, 20000, 25000, 50000, 70000}, effects{1, 2, 1.5, 5, 8};
    const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
    EXPECT_EQ(points[0].standing, Standing::on_frontier);
    EXPECT_TRUE(std::isnan(points[0].icer));
    EXPECT_EQ(points[2].standing, Standing::dominated);
    EXPECT_EQ(points[3].standing, Standing::extended_dominated);
    EXPECT_EQ(points[4].standing, Standing::on_frontier);
    EXPECT_EQ(points[1].standing, Standing::extended_dominated);
    EXPECT_EQ(points[4].next_cheaper, std::size_t{0});
    EXPECT_DOUBLE_EQ(points[4].icer, 60000.0 / 7);
}

TEST(EfficiencyFrontier, LeavesOutWhatIsNotDefined) {
    const std::vector<double> costs{std::nan(""), 100, 300}, effects{3, 1, 2};
    const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
    EXPECT_EQ(points[0].standing, Standing::unknown);
    EXPECT_DOUBLE_EQ(points[2].icer, 200);
}

TEST(EfficiencyFrontier, RatiosRiseAlongIt) {
    const std::vector<double> costs{0, 100, 300}, effects{0, 1, 2};
    const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
    EXPECT_DOUBLE_EQ(points[1].icer, 100);
    EXPECT_DOUBLE_EQ(points[2].icer, 200);
    EXPECT_EQ(points[2].next_cheaper, std::size_t{1});
}

TEST(EfficiencyFrontier, TwinsAndFreeLunches) {
    const std::vector<double> costs{5, 5, 4}, effects{1, 1, 2};
    const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
    EXPECT_EQ(points[2].standing, Standing::on_frontier);
    EXPECT_EQ(points[0].standing, Standing::dominated);
    EXPECT_EQ(points[1].standing, Standing::dominated);
    const std::vector<FrontierPoint> twins =
        efficiency_frontier(std::span(costs).first(2), std::span(effects).first(2));
    EXPECT_EQ(twins[0].standing, Standing::on_frontier);
    EXPECT_EQ(twins[1].standing, Standing::equal);
}

}  // namespace
}  // namespace ibtr::test
