// Weights of bins on a coarser grid: mean occupancy of an interval stands for that of all its bins, and events are
// taken to be spread evenly over it. Expected numbers are written out; they are exact in binary.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "economics/stay_weights.hpp"
#include "estimate/time_grid.hpp"

namespace ibtr {
namespace {

using testing::ElementsAre;

const TimeGrid two_and_three{{2, 5}};

TEST(CoarserWeights, OfStaysAddUpWhatTheBinsOfAnIntervalHave) {
    const StayWeights bins{0.5, {1, 2, 4, 8, 16}, {0.25, 0.5, 32, 64, 128}, {9, 9, 9, 9, 9}};
    const StayWeights intervals = bins.on(two_and_three);
    EXPECT_EQ(intervals.at_start, 0.5);
    EXPECT_THAT(intervals.inside, ElementsAre(1 + 2 + 0.75, 4 + 8 + 16 + 224));
    EXPECT_THAT(intervals.at_end, ElementsAre(0, 0));
    EXPECT_THAT(intervals.rise, ElementsAre(0, 0));
}

TEST(CoarserWeights, OfEventsAreTheMeanOfMiddlesOfBins) {
    const EventWeights bins{{1, 2, 4, 8, 16}, {2, 4, 4, 8, 16}};
    const EventWeights intervals = bins.on(two_and_three);
    EXPECT_THAT(intervals.per_event, ElementsAre((2 + 4) / 2, (6 + 12 + 24) / 3));
    EXPECT_THAT(intervals.per_bin, ElementsAre(0, 0));
}

TEST(CoarserWeights, OnTheirOwnGridStayAsTheyAre) {
    const StayWeights bins{0.5, {1, 2}, {3, 4}, {5, 6}};
    const StayWeights same = bins.on(TimeGrid::of_bins(2));
    EXPECT_THAT(same.inside, ElementsAre(1, 2));
    EXPECT_THAT(same.at_end, ElementsAre(3, 4));
    EXPECT_THAT(same.rise, ElementsAre(5, 6));
}

}  // namespace
}  // namespace ibtr
