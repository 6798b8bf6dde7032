// Law: Kaplan-Meier, Nelson-Aalen and log-rank numbers are those of R's survival 3.5-3, to 1e-10 relative: the same
// sums, in another order.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "survival/kaplan_meier.hpp"
#include "survival/log_rank.hpp"
#include "survival/reference_numbers.hpp"
#include "survival/tests.hpp"

namespace ibtr::survival::test {
namespace {

constexpr double same = 1e-10;

TEST(KaplanMeier, IsThatOfRWithTiesAndLateEntry) {
    const ReferenceNumbers reference;
    const People people;
    for (const bool late : {false, true}) {
        const EventTimes times = people.times(late);
        TimeOrder order;
        order.sort(times);
        std::vector<CurveStep> steps;
        kaplan_meier(times, order, order.strata()[0], steps);
        const std::string name = late ? "km.truncated." : "km.plain.";
        std::vector<double> survival, error, hazard, hazard_error;
        for (const double time : {0.5, 1.0, 2.0, 3.5, 5.0}) {
            const CurveStep step = step_at(steps, time);
            survival.push_back(step.survival);
            error.push_back(step.error());
            hazard.push_back(step.hazard);
            hazard_error.push_back(std::sqrt(step.hazard_variance));
        }
        reference.compare(name + "survival", survival, same);
        reference.compare(name + "error", error, same);
        reference.compare(name + "cumulative_hazard", hazard, same);
        reference.compare(name + "cumulative_hazard_error", hazard_error, same);
        for (const auto& [scale, text] :
             {std::pair{IntervalScale::plain, "plain"}, std::pair{IntervalScale::log, "log"},
              std::pair{IntervalScale::log_log, "log-log"}}) {
            std::vector<double> low, high;
            for (const double time : {0.5, 1.0, 2.0, 3.5, 5.0}) {
                const Interval interval = survival_interval(step_at(steps, time), scale);
                low.push_back(interval.low);
                high.push_back(interval.high);
            }
            reference.compare(name + text + ".lower", low, same);
            reference.compare(name + text + ".upper", high, same);
        }
        if (!late) reference.compare("km.plain.median", quantile_time(steps, 0.5), same);
    }
}

// Of ten who all die at once, and of nobody: no interval, no step.
TEST(KaplanMeier, EndsAtZeroWithoutAnInterval) {
    const std::vector<double> exit(10, 1.0);
    const std::vector<std::uint8_t> event(10, 1), none(10, 0);
    TimeOrder order;
    std::vector<CurveStep> steps;
    order.sort({{}, exit, event, {}});
    kaplan_meier({{}, exit, event, {}}, order, order.strata()[0], steps);
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].survival, 0);
    EXPECT_TRUE(std::isnan(survival_interval(steps[0], IntervalScale::log).low));
    kaplan_meier({{}, exit, none, {}}, order, order.strata()[0], steps);
    EXPECT_TRUE(steps.empty());
    EXPECT_EQ(step_at(steps, 5).survival, 1);
    EXPECT_TRUE(std::isnan(quantile_time(steps, 0.5)));
}

struct TestCase {
    std::string name;
    const std::vector<std::uint32_t>& group;
    std::size_t groups;
    bool by_centre;
};

TEST(LogRank, IsThatOfR) {
    const ReferenceNumbers reference;
    const People people;
    for (const TestCase& each :
         {TestCase{"log_rank.two", people.arm, 2, false}, TestCase{"log_rank.two_strata", people.arm, 2, true},
          TestCase{"log_rank.three", people.centre, 3, false}}) {
        const EventTimes times = people.times(false, each.by_centre);
        TimeOrder order;
        order.sort(times);
        LogRank test;
        test.test(times, order, each.group, each.groups);
        reference.compare(each.name + ".observed", test.observed(), same);
        reference.compare(each.name + ".expected", test.expected(), same);
        reference.compare(each.name + ".covariance", test.covariance(), same);
        reference.compare(each.name + ".chi_squared", test.chi_squared(), same);
        EXPECT_EQ(test.degrees(), each.groups - 1);
        if (each.groups != 2) continue;
        EXPECT_NEAR(test.z() * test.z(), test.chi_squared(), same * test.chi_squared());
        EXPECT_NEAR(normal_p(test.z()), test.p_value(), same);
        EXPECT_EQ(test.z() > 0, test.observed()[1] > test.expected()[1]);
    }
}

// With late entry and no ties it is the score test of Cox's model.
TEST(LogRank, TakesLateEntry) {
    People people;
    for (std::size_t i = 0; i < people.exit.size(); ++i) people.exit[i] += static_cast<double>(i + 1) * 1e-5;
    const EventTimes times = people.times(true);
    TimeOrder order;
    order.sort(times);
    LogRank test;
    test.test(times, order, people.arm, 2);
    ReferenceNumbers().compare("log_rank.truncated.chi_squared", test.chi_squared(), same);
}

// A group that nobody is in takes no degree; one group alone has no test.
TEST(LogRank, GroupsWithoutPeople) {
    const People people;
    const EventTimes times = people.times(false);
    TimeOrder order;
    order.sort(times);
    LogRank two, four, one;
    two.test(times, order, people.arm, 2);
    four.test(times, order, people.arm, 4);
    EXPECT_EQ(four.degrees(), 1U);
    EXPECT_NEAR(four.chi_squared(), two.chi_squared(), same * two.chi_squared());
    one.test(times, order, std::vector<std::uint32_t>(times.size(), 0), 1);
    EXPECT_EQ(one.degrees(), 0U);
    EXPECT_TRUE(std::isnan(one.p_value()));
}

}  // namespace
}  // namespace ibtr::survival::test
