#include "compile/straight_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/piecewise.hpp"

namespace ibtr {
namespace {

using core::Lane;

core::TableRef whole(const std::vector<float>& table) {
    return {0, static_cast<std::uint32_t>(std::log2(static_cast<double>(table.size()) / 4))};
}
float evaluate(const std::vector<float>& table, float x) {
    return core::evaluate<Lane>(table.data(), whole(table), x);
}
float invert(const std::vector<float>& table, float h) {
    return core::invert<Lane>(table.data(), whole(table), h);
}

TEST(StraightTable, IsLaidOutAsTheCoreReadsIt) {
    const std::vector<float> table = lay_out({{0, 0}, {10, 2}, {30, 2}, {40, 12}});
    const float never = core::never_ticks;
    EXPECT_EQ(table, (std::vector<float>{0, 10, 30, never, 0, 2, 2, 12, 5, 0, 1, 0, 0.2F, 0, 1, 0}));
    EXPECT_EQ(lay_out({{0, 0}, {10, 2}}).size(), 8U) << "one piece and a sentinel";
    EXPECT_EQ(lay_out({{0, 0}, {1, 1}, {2, 3}, {3, 4}, {4, 9}}).size(), 32U) << "four pieces and a sentinel";
}

TEST(StraightTable, FlatPiecesAreJumpedOver) {
    const std::vector<float> first = lay_out({{0, 0}, {10, 0}, {20, 1}});
    EXPECT_EQ(evaluate(first, 0), 0);
    EXPECT_EQ(evaluate(first, 5), 0);
    EXPECT_NEAR(invert(first, 1.16e-10F), 10, 1e-5) << "the smallest exponential variate";
    const std::vector<float> middle = lay_out({{0, 0}, {10, 1}, {20, 1}, {30, 2}});
    EXPECT_EQ(invert(middle, 1), 20) << "a target exactly on the flat piece";
    EXPECT_LE(invert(middle, 0.9999999F), 10);
    EXPECT_EQ(evaluate(middle, 10), 1) << "entry exactly on a knot";
    EXPECT_EQ(evaluate(middle, 15), 1);
    const std::vector<float> last = lay_out({{0, 0}, {10, 1}, {20, 1}});
    EXPECT_EQ(invert(last, 1), core::never_ticks);
    EXPECT_EQ(invert(last, 22.9F), core::never_ticks) << "the largest exponential variate";
    EXPECT_EQ(evaluate(last, 20), 1) << "entry at the end of the domain";
    const std::vector<float> never = lay_out({{0, 0}, {20, 0}});
    EXPECT_EQ(invert(never, 1.16e-10F), core::never_ticks);
    EXPECT_EQ(invert(never, 22.9F * core::never_inverse), core::never_ticks);
}

// The knot within the steep stretch moves by a ten-thousandth of a tick; its value must follow, to half a
// float32 spacing of 7.
TEST(StraightTable, RoundsKnotsOntoThePieces) {
    const PiecewiseHazard pieces{{50, 50 + 1.0 / 3, 53.7, 53.71, 53.72, 60}, {0, 0.1, 0.2, 7, 13.8, 14.5}};
    const std::vector<TableKnot> knots = round_knots(pieces, 1536);
    ASSERT_EQ(knots.size(), 6U);
    EXPECT_EQ(knots[0].x, 0);
    EXPECT_EQ(knots[1].x, 512);
    const double moved = static_cast<double>(knots[3].x) - 3.71 * 1536;
    ASSERT_GT(std::abs(moved), 1e-5) << "or this tests nothing";
    EXPECT_NEAR(static_cast<double>(knots[3].value), 7 + 6.8 / 15.36 * moved, 0x1p-22);
    EXPECT_EQ(knots[5].x, 15360);
    EXPECT_EQ(knots[5].value, 14.5F);
}

TEST(StraightTable, DropsPiecesOfNoWidthAndRisesTooSmall) {
    const PiecewiseHazard narrow{{0, 10, 10 + 1e-9, 20}, {0, 1, 2, 3}};
    EXPECT_EQ(round_knots(narrow, 1000).size(), 3U);
    const std::vector<TableKnot> tiny = round_knots({{0, 10, 20}, {0, 1e-35, 1}}, 1000);
    EXPECT_EQ(tiny[1].value, 0) << "its inverse slope would overflow float32";
}

// Random convex, concave and jagged tables: never falling, finite, and invert(evaluate(x)) = x to the float32
// rounding of x, of H over the slope and of one multiplication (8 spacings).
TEST(StraightTable, InvertUndoesEvaluate) {
    std::mt19937 engine(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int draw = 0; draw < 200; ++draw) {
        PiecewiseHazard pieces{{0}, {0}};
        const int n = 1 + static_cast<int>(engine() % 300);
        for (int i = 0; i < n; ++i) {
            pieces.x_years.push_back(pieces.x_years.back() + 0.01 + uniform(engine));
            pieces.cumulative.push_back(pieces.cumulative.back() + std::pow(uniform(engine), 4) + 1e-4);
        }
        const std::vector<TableKnot> knots = round_knots(pieces, 1536);
        const std::vector<float> table = lay_out(knots);
        for (const float entry : table) ASSERT_TRUE(std::isfinite(entry));
        for (std::size_t i = 1; i < knots.size(); ++i) {
            ASSERT_LT(knots[i - 1].x, knots[i].x);
            ASSERT_LE(knots[i - 1].value, knots[i].value);
        }
        const float end = knots.back().x;
        for (int i = 0; i < 200; ++i) {
            const auto x = static_cast<float>(uniform(engine)) * end * 0.999F;
            const float h = evaluate(table, x);
            const core::Lane::Index k = Lane::search(table.data(), whole(table).log2_size, x);
            const float inverse_slope = table[table.size() / 2 + static_cast<std::size_t>(k)];
            const float spacing = 0x1p-23F * (x + h * std::max(inverse_slope, 1.0F));
            ASSERT_NEAR(invert(table, h), x, 8 * spacing);
        }
    }
}

TEST(AgeTable, InvertsTheDistributionOfAge) {
    const std::vector<float> uniform = age_table({40, 50, {}}, 1536);
    EXPECT_EQ(invert(uniform, 0.25F), 3840);
    EXPECT_LE(invert(uniform, 0.99999994F), 15360);
    const std::vector<float> weighted = age_table({50, 53, {1, 0, 3}}, 1000);
    EXPECT_EQ(invert(weighted, 0.125F), 500);
    EXPECT_EQ(invert(weighted, 0.25F), 2000) << "nobody is in the second year";
    EXPECT_NEAR(invert(weighted, 0.625F), 2500, 1e-3);
    const std::vector<float> exact = age_table({80, 80, {}}, 1536);
    EXPECT_EQ(invert(exact, 1.2e-10F), 0);
    EXPECT_EQ(invert(exact, 0.99999994F), 0);
}

}  // namespace
}  // namespace ibtr
