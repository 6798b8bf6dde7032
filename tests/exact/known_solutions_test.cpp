// Law: solutions that are kept are those of solve_exact, for the model they came from and for others that share
// hazards, within the step tolerance; women who differ in hazards, start or ages are not taken for each other.

#include "exact/known_solutions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "ibtr/config.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr::test {
namespace {

constexpr double tolerance = 1e-7;  // of the steps of either solution: 1e-8 each, doubled for the other's

/// Illness with a Weibull sojourn, in two strata, under two strategies.
Model illness(const std::string& ratio, const std::string& share) {
    return load_config_text(R"(schema = 1
name = "illness"
horizon_years = 5
grid_per_year = 4
landmarks_years = [5]
start_state = "well"
reference_strategy = "a"
states = [{ name = "well" }, { name = "ill" }, { name = "dead", absorbing = true }]
strategies = [{ name = "a" }, { name = "b" }]
[[factors]]
name = "risk"
levels = ["low", "high"]
probabilities = [)" + share + R"(]
source = "assumption"
[[transitions]]
name = "fall_ill"
from = "well"
to = "ill"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.2 }
hazard_ratios = [
    { strategy = "b", value = )" +
                                ratio + R"(, source = "assumption" },
    { factor = "risk", level = "high", value = 3, source = "assumption" },
]
[[transitions]]
name = "die"
from = "ill"
to = "dead"
clock = "sojourn"
source = "assumption"
hazard = { family = "weibull", shape = 1.5, scale_years = 2 }
[endpoints]
death_bc = ["die"]
)",
                            "illness.toml")
        .model;
}

struct Whole {
    explicit Whole(Model of)
        : model(std::move(of)),
          parameters(base_parameters(model)),
          population(make_population(model, parameters)),
          graph(make_event_graph(model)) {}
    [[nodiscard]] Cohort cohort() const { return {model, parameters, population, graph}; }
    [[nodiscard]] ExpectedTallies directly() const {
        return solve_exact(model, population, graph, ContinuousHazards(model, parameters, population),
                           {.budget_seconds = 0});
    }
    Model model;
    Parameters parameters;
    Population population;
    EventGraph graph;
};

void expect_same(const ExpectedTallies& a, const ExpectedTallies& b) {
    ASSERT_EQ(a.probability.size(), b.probability.size());
    for (std::size_t i = 0; i < a.probability.size(); ++i) {
        ASSERT_NEAR(a.probability[i], b.probability[i], tolerance);
        ASSERT_NEAR(a.offset_bins[i], b.offset_bins[i], tolerance);
    }
}

TEST(KnownSolutions, AreThoseOfTheSolver) {
    const Whole first(illness("2", "0.6, 0.4")), other_ratio(illness("1", "0.6, 0.4")),
        other_women(illness("2", "0.1, 0.9"));
    KnownSolutions known;
    expect_same(known.solve(first.cohort(), {.budget_seconds = 0}), first.directly());
    EXPECT_EQ(known.kept(), 4U);
    expect_same(known.solve(other_women.cohort(), {.budget_seconds = 0}), other_women.directly());
    EXPECT_EQ(known.kept(), 4U);
    // Under a ratio of 1 both strategies are the reference, which is known.
    expect_same(known.solve(other_ratio.cohort(), {.budget_seconds = 0}), other_ratio.directly());
    EXPECT_EQ(known.kept(), 4U);
    const Whole third(illness("5", "0.6, 0.4"));
    expect_same(known.solve(third.cohort(), {.budget_seconds = 0}), third.directly());
    EXPECT_EQ(known.kept(), 6U);
    expect_same(known.solve(first.cohort(), {.budget_seconds = 0}), first.directly());
}

TEST(KnownSolutions, PlacesTellWhoSharesASolution) {
    KnownSolutions known;
    const Whole first(illness("2", "0.6, 0.4")), other_ratio(illness("1", "0.6, 0.4"));
    const std::vector<std::size_t> places = known.places(first.cohort());
    EXPECT_EQ(std::set<std::size_t>(places.begin(), places.end()).size(), 4U);
    const std::vector<std::size_t> others = known.places(other_ratio.cohort());
    EXPECT_EQ(others, (std::vector<std::size_t>{places[0], places[1], places[0], places[1]}));
    // Another horizon has other bins.
    Model longer = illness("2", "0.6, 0.4");
    longer.horizon_years = 6;
    longer.landmarks_years = {6};
    for (const std::size_t place : known.places(Whole(longer).cohort()))
        EXPECT_EQ(std::count(places.begin(), places.end(), place), 0);
}

}  // namespace
}  // namespace ibtr::test
