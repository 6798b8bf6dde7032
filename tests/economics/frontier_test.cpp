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

// A mix of two strategies lies on the line between them: its ratio is theirs, and it stands on the frontier whatever
// the weights are and however the sums were rounded.
TEST(EfficiencyFrontier, AMixStandsWithItsComponents) {
    const double cost_a = 30.3, cost_c = 77.7, effect_a = 1.7, effect_c = 3.1;
    for (int percent = 5; percent < 100; percent += 5) {
        const double weight = percent / 100.0;
        const std::vector<double> costs{cost_a, cost_c, weight * cost_a + (1 - weight) * cost_c};
        const std::vector<double> effects{effect_a, effect_c, weight * effect_a + (1 - weight) * effect_c};
        const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
        for (std::size_t s = 0; s < 3; ++s) EXPECT_EQ(points[s].standing, Standing::on_frontier) << percent << " " << s;
        EXPECT_NEAR(points[1].icer, (cost_c - cost_a) / (effect_c - effect_a), 1e-6);
        EXPECT_NEAR(points[2].icer, (cost_c - cost_a) / (effect_c - effect_a), 1e-6);
    }
}

// What differs by rounding alone is equal; a real difference of one part in a million is none.
TEST(EfficiencyFrontier, TiesAreByOneRule) {
    const double up = std::nextafter(7.1, 8);
    const std::vector<double> costs{100, 100, 200}, effects{7.1, up, 7.1 * (1 - 1e-6)};
    const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
    EXPECT_EQ(points[1].standing, Standing::on_frontier) << "of two equals the one that gives more";
    EXPECT_EQ(points[0].standing, Standing::equal);
    EXPECT_EQ(points[2].standing, Standing::dominated);
    const std::vector<double> dearer{100, std::nextafter(100, 200)}, better{1, 2};
    EXPECT_EQ(efficiency_frontier(dearer, better)[0].standing, Standing::dominated);
}

}  // namespace
}  // namespace ibtr::test
