#include "ibtr/study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ibtr/error.hpp"

namespace ibtr::test {
namespace {

LoadedConfig shipped(const std::string& name, const std::vector<std::string>& overrides) {
    return load_config({std::string(IBTR_CONFIGS) + "/" + name, overrides});
}

double survival_at_end(const Estimates& estimates) {
    for (auto point = estimates.curves.rbegin(); point != estimates.curves.rend(); ++point)
        if (point->endpoint == "os") return point->estimate.value;
    return -1;
}

TEST(Study, SimulatesSolvesAndEstimatesInAFewLines) {
    const Study study(shipped("bench_markov.toml", {"patients=20000"}));
    const auto backend = make_backend("cpp", 1);
    const Estimates simulated = study.estimate(study.simulate(*backend)),
                    exact = study.estimate(study.solve({.budget_seconds = 0}));
    ASSERT_EQ(simulated.curves.size(), exact.curves.size());
    // Of 20,000 women: five standard errors of a proportion are at most 5 * 0.5 / sqrt(20,000) = 0.018.
    EXPECT_NEAR(survival_at_end(simulated), survival_at_end(exact), 0.018);
}

// Law: a quantity has the number that the estimates of the exact solution have under the same key, whose population is
// the model's own: standardised. Both solve within 1e-8.
TEST(Study, ValuesAreThoseOfTheExactEstimates) {
    const Study study(shipped("bench_markov.toml", {}));
    const Estimates exact = study.estimate(study.solve({.budget_seconds = 0}));
    std::vector<Quantity> quantities;
    std::vector<double> expected;
    for (const CurvePoint& point : exact.curves)
        if (point.endpoint == "os") {
            quantities.push_back(point);
            expected.push_back(point.estimate.value);
        }
    ASSERT_GE(quantities.size(), 2U);
    EXPECT_THAT(study.values(quantities), testing::Pointwise(testing::DoubleNear(1e-7), expected));
}

TEST(Study, ValuesOfWhatTheModelHasNotAreRefused) {
    const Study study(shipped("bench_markov.toml", {}));
    const Quantity good{.measure = Measure::value, .endpoint = "os", .time_years = 1};
    const auto refuses = [&](Quantity quantity) {
        EXPECT_THROW((void)study.values(std::vector{std::move(quantity)}), UsageError);
    };
    EXPECT_NO_THROW((void)study.values(std::vector{good}));
    for (const Measure measure : {Measure::total, Measure::difference, Measure::p_value}) {
        Quantity other = good;
        other.measure = measure;
        refuses(other);
    }
    Quantity strategy = good, endpoint = good, time = good;
    strategy.strategy = StrategyIndex(study.model().strategies.size());
    endpoint.endpoint = "no_such_endpoint";
    time.time_years = -1;
    refuses(strategy);
    refuses(endpoint);
    refuses(time);
}

TEST(Study, PartsOfTheCohortAddUpToTheWhole) {
    const Study study(shipped("bench_markov.toml", {"patients=3000"}));
    const auto backend = make_backend("cpp", 1);
    Tallies parts = study.simulate(*backend, study.plan({0, 1000}));
    parts.add(study.simulate(*backend, study.plan({1000, 3000})));
    EXPECT_EQ(tally_digest(parts), tally_digest(study.simulate(*backend)));
}

TEST(Study, OptionsChangeTheModelAndNotTheConfig) {
    const LoadedConfig config = shipped("ibtr.toml", {});
    const Study study(config, {.batches = 2, .patients = 777, .only_uncertain = {"h_local"}});
    EXPECT_EQ(study.config().text, config.text);
    EXPECT_EQ(study.config().hash, config.hash);
    EXPECT_EQ(study.model().batches, 2U);
    EXPECT_EQ(study.model().patients, 777U);
    for (const Parameter& parameter : study.model().parameters)
        EXPECT_EQ(parameter.uncertainty.has_value(), parameter.name == "h_local") << parameter.name;
}

TEST(Study, OptionsThatNoModelCanTakeAreRefused) {
    const LoadedConfig config = shipped("ibtr.toml", {});
    EXPECT_THROW(Study(config, {.batches = 0}), UsageError);
    EXPECT_THROW(Study(config, {.patients = 0}), UsageError);
    EXPECT_THROW(Study(config, {.only_uncertain = {"no_such_parameter"}}), UsageError);
}

TEST(Study, AStopRequestEndsTheExactSolution) {
    const Study study(shipped("ibtr.toml", {}));
    EXPECT_THROW((void)study.solve({.budget_seconds = 0, .stop_requested = [] { return true; }}), Interrupted);
}

}  // namespace
}  // namespace ibtr::test
