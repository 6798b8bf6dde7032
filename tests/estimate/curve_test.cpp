// The step of net survival at its edges.

#include "estimate/curve.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

namespace ibtr::test {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// Half are left, a fifth of these end, three quarters of them by the cause: (1 - 0.2)^(3/4).
TEST(NetSurvival, StepIsThePartOfTheCause) {
    const std::vector<double> at_risk{0.5, 0.6}, cause{0.1, 0.175};
    EXPECT_NEAR(log_net_survival_step(at_risk.data(), cause.data(), 1), 0.75 * std::log(0.8), 1e-15);
}

// Where everybody has died nobody can die of the cause: the curve stays as it is, though 1 - F is rounding.
TEST(NetSurvival, StaysWhereNobodyIsLeft) {
    const std::vector<double> at_risk{1 - 1e-15, 1}, cause{0.5, 0.5 + 1e-16};
    EXPECT_EQ(log_net_survival_step(at_risk.data(), cause.data(), 1), 0);
}

// In an interval without events of the cause it stays too, whatever else happens.
TEST(NetSurvival, StaysWithoutEventsOfTheCause) {
    const std::vector<double> at_risk{0.1, 0.3}, cause{0.1, 0.1};
    EXPECT_EQ(log_net_survival_step(at_risk.data(), cause.data(), 1), 0);
}

// Law: how many are at risk is not known (fractions of nobody are 0 / 0): neither is the curve. It is no 1, which would
// say that women who are not there are all free of the event.
TEST(NetSurvival, IsUndefinedWhereNobodyIsCounted) {
    const std::vector<double> at_risk{undefined, undefined}, cause{0.0, 0.0};
    EXPECT_TRUE(std::isnan(log_net_survival_step(at_risk.data(), cause.data(), 1)));
}

/// A net survival by year: at risk in series 0, of the cause in series 1.
double alive_at(double years, const std::vector<double>& at_risk, const std::vector<double>& cause, Reading reading) {
    EndpointPlan plan;
    plan.series.resize(2);
    plan.series[1].plus.push_back(EdgeIndex(0));
    plan.timed.push_back(SeriesIndex(0));
    const auto grids = std::make_shared<const SeriesGrids>(plan, TimeGrid::of_bins(at_risk.size()));
    CellIncidence cells(grids, 1, {0});
    std::copy(cause.begin(), cause.end(), std::copy(at_risk.begin(), at_risk.end(), cells.cumulative.data()));
    std::ranges::fill(cells.offset.numbers(), 0.0);
    const Arm arm(cells, StrategyIndex(0), {1.0});
    CurveValue value{};
    const Endpoint endpoint{"bcss",      EndpointKind::net_survival, SeriesIndex(1), SeriesIndex(0), SeriesIndex(1),
                            TimedIndex()};
    CurveReader(*grids, 1, reading).read(endpoint, arm, {years}, &value);
    return value.alive;
}

// Law: the curve at the end of a bin is the product of its steps, whether few women have events there, where the reader
// takes a series, or many, or all that are left. Tolerance: two hundred roundings.
TEST(NetSurvival, CurveIsTheProductOfItsSteps) {
    std::vector<double> at_risk, cause;
    double left = 1, of_cause = 0;
    for (int bin = 0; bin < 199; ++bin) {
        const double events = left * (bin % 50 == 49 ? 0.3 : bin % 7 == 0 ? 0 : 0.0003 * (bin % 11));
        left -= events;
        of_cause += events * (bin % 5) / 5;
        at_risk.push_back(1 - left);
        cause.push_back(of_cause);
    }
    at_risk.push_back(1);
    cause.push_back(of_cause + left / 2);
    double log_alive = 0;
    for (std::size_t bin = 0; bin < at_risk.size(); ++bin) {
        log_alive += log_net_survival_step(at_risk.data(), cause.data(), bin);
        const double years = static_cast<double>(bin + 1);
        EXPECT_NEAR(alive_at(years, at_risk, cause, Reading::at_ends), std::exp(log_alive), 200 * 0x1p-53) << bin;
    }
}

// Both ways of reading are one formula: the last women die in year 2, and the curve stays through year 3.
TEST(NetSurvival, IsTheSameReadAtEndsAndBetween) {
    const std::vector<double> at_risk{0.5, 1, 1}, cause{0.25, 0.25, 0.25};
    for (const double years : {1.0, 2.0, 3.0}) {
        EXPECT_NEAR(alive_at(years, at_risk, cause, Reading::at_ends), std::sqrt(0.5), 1e-15);
        EXPECT_NEAR(alive_at(years, at_risk, cause, Reading::interpolated), std::sqrt(0.5), 1e-15);
    }
    EXPECT_NEAR(alive_at(0.5, at_risk, cause, Reading::interpolated), std::pow(0.5, 0.25), 1e-15);
}

/// Mean years alive, by year: half die in the middle of year 1, the others in that of year 2.
double mean_at(double years, Reading reading) {
    EndpointPlan plan;
    plan.series.resize(1);
    plan.timed.push_back(SeriesIndex(0));
    const auto grids = std::make_shared<const SeriesGrids>(plan, TimeGrid::of_bins(3));
    CellIncidence cells(grids, 1, {0});
    std::ranges::copy(std::vector{0.5, 1.0, 1.0}, cells.cumulative.data());
    std::ranges::copy(std::vector{0.25, 0.25, 0.0}, cells.offset.data());
    const Arm arm(cells, StrategyIndex(0), {1.0});
    CurveValue value{};
    const Endpoint endpoint{"rmst",       EndpointKind::restricted_mean, SeriesIndex(0), SeriesIndex(0), SeriesIndex(0),
                            TimedIndex(0)};
    CurveReader(*grids, 1, reading).read(endpoint, arm, {years}, &value);
    return value.own;
}

// Both ways of reading are one number at ends. Between them the first part of a year has more of its area than the
// second, as at a constant hazard: half a year of survival 1/2 a year has (1 - sqrt(1/2)) / (1 - 1/2) of it.
TEST(RestrictedMean, IsTheSameReadAtEndsAndBetween) {
    const double expected[] = {0.75, 1, 1};
    for (int year = 1; year <= 3; ++year) {
        EXPECT_EQ(mean_at(year, Reading::at_ends), expected[year - 1]);
        EXPECT_EQ(mean_at(year, Reading::interpolated), expected[year - 1]);
    }
    EXPECT_NEAR(mean_at(0.5, Reading::interpolated), 0.75 * (1 - std::sqrt(0.5)) / 0.5, 1e-15);
    EXPECT_EQ(mean_at(2.5, Reading::interpolated), 1);
}

}  // namespace
}  // namespace ibtr::test
