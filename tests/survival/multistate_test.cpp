// Law: state occupation is that of R's multistate survfit to 1e-10, its infinitesimal jackknife errors to 1e-8.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "survival/aalen_johansen.hpp"
#include "survival/kaplan_meier.hpp"
#include "survival/reference_numbers.hpp"

namespace ibtr::survival::test {
namespace {

struct Estimated {
    AalenJohansen estimator;
    std::vector<double> matrices;
};

Estimated estimate(const Histories& histories, OccupationRequest request) {
    const TransitionRows rows = histories.rows();
    std::vector<std::uint8_t> event;
    const EventTimes times = event_times(rows, event);
    TimeOrder order;
    order.sort(times);
    request.states = 3;
    request.people = histories.people();
    Estimated result;
    result.estimator.estimate(rows, times, order, request);
    result.matrices = transition_matrices(rows, times, order, request);
    return result;
}

void compare(const std::string& name, const AalenJohansen& estimator) {
    const ReferenceNumbers reference;
    reference.compare(name + ".probability", estimator.probabilities(), 1e-10);
    reference.compare(name + ".error", estimator.errors(), 1e-8);
}

const std::vector<double> early{0.5, 1, 2, 3.5, 5}, late{1.5, 2, 3, 5, 7};

TEST(AalenJohansen, IsThatOfRFromTimeZeroAndFromALandmark) {
    const Histories histories;
    OccupationRequest request;
    request.times = early;
    compare("aj.zero", estimate(histories, request).estimator);
    request.times = late;
    request.landmark = 1.005;
    compare("aj.landmark", estimate(histories, request).estimator);
    request.start_is_estimated = true;
    compare("aj.estimated", estimate(histories, request).estimator);
}

TEST(AalenJohansen, TransitionMatrixIsThatOfR) {
    const ReferenceNumbers reference;
    const Histories histories;
    for (std::size_t h = 0; h < 3; ++h) {
        std::vector<double> start(3, 0.0);
        start[h] = 1;
        OccupationRequest request;
        request.times = late;
        request.landmark = 1.005;
        request.start = start;
        const Estimated result = estimate(histories, request);
        const std::string name = "aj.from" + std::to_string(h + 1);
        compare(name, result.estimator);
        std::vector<double> row;
        for (std::size_t k = 0; k < late.size(); ++k)
            for (std::size_t j = 0; j < 3; ++j) row.push_back(result.matrices[(k * 3 + h) * 3 + j]);
        reference.compare(name + ".probability", row, 1e-10);
    }
}

// Shares sum to 1, and P(0, t) = P(0, s) P(s, t) where nobody enters late.
TEST(AalenJohansen, Composes) {
    const Histories histories;
    const std::vector<double> at{2.005}, end{6};
    OccupationRequest request;
    request.times = at;
    const std::vector<double> first = estimate(histories, request).matrices;
    request.times = end;
    const std::vector<double> whole = estimate(histories, request).matrices;
    request.landmark = 2.005;
    const std::vector<double> second = estimate(histories, request).matrices;
    for (std::size_t h = 0; h < 3; ++h) {
        double sum = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            double product = 0;
            for (std::size_t k = 0; k < 3; ++k) product += first[h * 3 + k] * second[k * 3 + j];
            EXPECT_NEAR(product, whole[h * 3 + j], 1e-14);
            sum += whole[h * 3 + j];
        }
        EXPECT_NEAR(sum, 1, 1e-14);
    }
}

// Two states: the share of those alive is Kaplan and Meier's curve, its jackknife error Greenwood's.
TEST(AalenJohansen, OfTwoStatesIsKaplanMeier) {
    const People people;
    const std::size_t n = people.exit.size();
    std::vector<std::uint32_t> id(n), from(n, 0), to(n);
    for (std::size_t i = 0; i < n; ++i) {
        id[i] = static_cast<std::uint32_t>(i);
        to[i] = people.event[i] != 0 ? 1 : no_transition;
    }
    const TransitionRows rows{id, from, to, people.entry, people.exit};
    std::vector<std::uint8_t> event;
    const EventTimes times = event_times(rows, event);
    TimeOrder order;
    order.sort(times);
    OccupationRequest request;
    request.states = 2;
    request.people = n;
    request.times = early;
    AalenJohansen estimator;
    estimator.estimate(rows, times, order, request);
    std::vector<CurveStep> steps;
    kaplan_meier(times, order, order.strata()[0], steps);
    for (std::size_t k = 0; k < early.size(); ++k) {
        const CurveStep step = step_at(steps, early[k]);
        EXPECT_NEAR(estimator.probabilities()[k * 2], step.survival, 1e-13);
        // Greenwood's d/(n (n - d)) against the jackknife's d (n - d)/n^3: they differ by (d/n)^2 and less.
        EXPECT_NEAR(estimator.errors()[k * 2], step.error(), 0.02 * step.error());
    }
}

TEST(AalenJohansen, NothingHappensAfterTheLandmark) {
    const Histories histories;
    const std::vector<double> end{100};
    OccupationRequest request;
    request.times = end;
    request.landmark = 50;
    const Estimated result = estimate(histories, request);
    EXPECT_TRUE(std::isnan(result.estimator.probabilities()[0]));  // nobody is there any more
    request.states = 2;
    EXPECT_EQ(result.matrices[4], 1);
    AalenJohansen estimator;
    std::vector<std::uint8_t> event;
    const EventTimes times = event_times(histories.rows(), event);
    TimeOrder order;
    order.sort(times);
    request.people = histories.people();
    EXPECT_THROW(estimator.estimate(histories.rows(), times, order, request), std::invalid_argument);
}

}  // namespace
}  // namespace ibtr::survival::test
