#include "explore/solution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explore/between_bins.hpp"
#include "explore/solve_queue.hpp"
#include "ibtr/error.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

/// Survival of exp(-h t): read between bins twelve times as wide as those of the output, its fourth derivative bounds
/// the error of cubic pieces by h^4/384 of a bin where slopes were exact; with slopes from differences it is of third
/// order, below h^3/12.
TEST(ReadBetween, FollowsSmoothCurves) {
    constexpr double hazard = 0.2;
    std::vector<double> values;
    for (int i = 0; i <= 20; ++i) values.push_back(std::exp(-hazard * i));
    const ReadBetween read = read_between(values, 12);
    ASSERT_EQ(read.values.size(), 241U);
    for (std::size_t k = 0; k < read.values.size(); ++k)
        EXPECT_NEAR(read.values[k], std::exp(-hazard * static_cast<double>(k) / 12), hazard * hazard * hazard / 12);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(read.values[12 * i], values[i]);
    EXPECT_GT(read.uncertainty, 0);
}

TEST(ReadBetween, NeverOvershoots) {
    const std::vector<double> values{1, 1, 0.2, 0.2, 0.9, 0};
    const ReadBetween read = read_between(values, 10);
    for (std::size_t k = 0; k < read.values.size(); ++k) {
        const std::size_t bin = std::min(k / 10, values.size() - 2);
        EXPECT_GE(read.values[k], std::min(values[bin], values[bin + 1]) - 1e-15);
        EXPECT_LE(read.values[k], std::max(values[bin], values[bin + 1]) + 1e-15);
    }
    EXPECT_EQ(read_between({0.5}, 4).values, (std::vector<double>{0.5}));
}

// What a page promises: within 0.002 of the exact answer, and within what it says itself.
TEST(Solve, CoarseIsCloseToExact) {
    const LoadedConfig config = load_config(IBTR_CONFIGS "/ibtr.toml");
    for (const char* endpoint : {"os", "ddfs", "bcss", "cif_local", "occupancy:local_recurrence"}) {
        SolveRequest request{read_question({{"endpoint", endpoint}}, config.model), Accuracy::exact, 1, {}};
        const Json exact = solve(config, request);
        request.accuracy = Accuracy::coarse;
        const Json coarse = solve(config, request);
        EXPECT_EQ(exact["accuracy"], "exact");
        EXPECT_EQ(coarse["accuracy"], "coarse");
        EXPECT_LT(exact["error_bound"], 1e-8);
        double largest = 0;
        for (std::size_t s = 0; s < exact["curves"].size(); ++s)
            for (std::size_t i = 0; i < exact["time_years"].size(); ++i)
                largest = std::max(largest, std::abs(exact["curves"][s]["values"][i].get<double>() -
                                                     coarse["curves"][s]["values"][i].get<double>()));
        EXPECT_GT(largest, 0) << endpoint;
        EXPECT_LT(largest, 0.002) << endpoint;
        EXPECT_LT(largest, coarse["error_bound"]) << endpoint;
    }
}

// Two states at a constant hazard: 0.1 a year, and half of it under "new".
TEST(Solve, IsTheClosedForm) {
    const LoadedConfig config = load_config(IBTR_CONFIGS "/two_state.toml");
    const Json solution =
        solve(config, {read_question({{"landmarks_years", {2, 10}}}, config.model), Accuracy::exact, 1, {}});
    const Json& curves = solution["curves"];
    for (std::size_t i = 0; i < solution["time_years"].size(); ++i) {
        const double years = solution["time_years"][i];
        EXPECT_NEAR(curves[0]["values"][i].get<double>(), std::exp(-0.1 * years), 1e-12);
        EXPECT_NEAR(curves[1]["values"][i].get<double>(), std::exp(-0.05 * years), 1e-12);
        EXPECT_NEAR(solution["differences"][0]["values"][i].get<double>(),
                    std::exp(-0.05 * years) - std::exp(-0.1 * years), 1e-12);
    }
    const Json& row = solution["landmarks"][3];
    EXPECT_EQ(row["strategy"], "new");
    EXPECT_EQ(row["time_years"], 10);
    EXPECT_NEAR(row["difference_per_100"].get<double>(), 100 * (std::exp(-0.5) - std::exp(-1.0)), 1e-10);
    EXPECT_NEAR(row["risk_ratio"].get<double>(), (1 - std::exp(-0.5)) / (1 - std::exp(-1.0)), 1e-12);
    EXPECT_TRUE(solution["landmarks"][0]["risk_ratio"].is_null());
    EXPECT_TRUE(solution["decision"].is_null());
}

TEST(Solve, RefusesWhatTheModelHasNot) {
    const Model model = load_config(IBTR_CONFIGS "/ibtr.toml").model;
    for (const Json& json :
         {Json{{"endpoint", "none"}}, Json{{"endpoint", 1}}, Json{{"group", "age_band=old"}},
          Json{{"population", "as_observed"}}, Json{{"landmarks_years", {15.5}}}, Json{{"landmarks_years", {0}}},
          Json{{"landmarks_years", {1.01}}}, Json{{"landmarks_years", Json::array()}}, Json{{"landmarks_years", "5"}},
          Json{{"landmarks_years", std::vector<double>(13, 1.0)}}})
        EXPECT_THROW(read_question(json, model), UsageError) << json;
}

/// An answer's status, once it is there.
class Awaited {
public:
    Reply reply() {
        return [this](const Answer& answer) {
            const std::scoped_lock lock(mutex_);
            status_ = answer.status;
            here_.notify_all();
        };
    }
    unsigned status() {
        std::unique_lock lock(mutex_);
        here_.wait(lock, [this] { return status_ != 0; });
        return status_;
    }

private:
    std::mutex mutex_;
    std::condition_variable here_;
    unsigned status_ = 0;
};

Answer wait_for_stop(const std::function<bool()>& stop) {
    while (!stop()) std::this_thread::yield();
    throw Interrupted("stopped");
}

Answer at_once(const std::function<bool()>&) {
    return {200, "{}"};
}

TEST(SolveQueue, NewerRequestsTakeThePlaceOfOlderOnes) {
    Awaited first, second, third, late, other;
    SolveQueue queue;
    queue.add({"a", 1}, wait_for_stop, first.reply());
    queue.add({"a", 2}, at_once, second.reply());
    EXPECT_EQ(first.status(), 409U);
    queue.add({"b", 7}, wait_for_stop, other.reply());
    queue.add({"a", 3}, at_once, third.reply());
    queue.add({"a", 2}, at_once, late.reply());
    EXPECT_EQ(late.status(), 409U);
    Awaited after;
    queue.add({"b", 8}, at_once, after.reply());
    EXPECT_EQ(other.status(), 409U);
    EXPECT_EQ(third.status(), 200U);
    EXPECT_EQ(after.status(), 200U);
}

// A coarse and an exact request of one state have one number.
TEST(SolveQueue, EqualNumbersAreBothAnswered) {
    Awaited coarse, exact;
    SolveQueue queue;
    queue.add({"a", 1}, at_once, coarse.reply());
    queue.add({"a", 1}, at_once, exact.reply());
    EXPECT_EQ(coarse.status(), 200U);
    EXPECT_EQ(exact.status(), 200U);
}

TEST(SolveQueue, ErrorsAreAnswers) {
    Awaited usage, other;
    SolveQueue queue;
    queue.add(
        {}, [](const auto&) -> Answer { throw UsageError("no"); }, usage.reply());
    queue.add(
        {}, [](const auto&) -> Answer { throw std::runtime_error("no"); }, other.reply());
    EXPECT_EQ(usage.status(), 422U);
    EXPECT_EQ(other.status(), 500U);
}

TEST(SolveQueue, EndsWhileSomethingIsMade) {
    Awaited answer;
    {
        SolveQueue queue;
        queue.add({}, wait_for_stop, answer.reply());
        queue.add({}, wait_for_stop, [](const Answer&) {});
    }
    SUCCEED();
}

}  // namespace
}  // namespace ibtr::explore
