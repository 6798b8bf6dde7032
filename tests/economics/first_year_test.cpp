// Law: configs/first_year.toml splits the state after a relapse at one year, with a clock that runs on. Written without
// the split it is the same model: the same survival, and the years of the first year are those of whoever relapsed at
// u, the integral of exp(-(x / 4)^0.8), x from 0 to 1 or the horizon, over the relapses of that model. Tolerance: the
// exact solutions' own errors; for years 2e-4, since the passage takes 1e-4 years after each of less than one relapse a
// patient, and relapses of a month are taken to happen in its middle.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "economics/economic_results.hpp"
#include "ibtr/study.hpp"

namespace ibtr::test {
namespace {

const std::string unsplit = R"(schema = 1
name = "unsplit"
horizon_years = 15.0
landmarks_years = [5, 10, 15]
patients = 100000
start_state = "remission"
[[states]]
name = "remission"
kind = "alive"
[[states]]
name = "relapse"
kind = "alive"
[[states]]
name = "dead"
kind = "death"
[[strategies]]
name = "standard"
[[strategies]]
name = "maintenance"
[[transitions]]
name = "relapse"
from = "remission"
to = "relapse"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.12 }
hazard_ratios = [{ strategy = "maintenance", value = 0.7, source = "assumption" }]
[[transitions]]
name = "death_of_disease"
from = "relapse"
to = "dead"
clock = "sojourn"
source = "assumption"
hazard = { family = "weibull", shape = 0.8, scale_years = 4 }
[[transitions]]
name = "second_remission"
from = "relapse"
to = "remission"
clock = "sojourn"
source = "assumption"
hazard = { family = "piecewise_constant", starts_years = [0, 2], rates_per_year = [0, 0.1] }
[[transitions]]
name = "death_in_remission"
from = "remission"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.01 }
[endpoints]
relapse = ["relapse"]
)";

double overall_survival(const Study& study, const ExpectedTallies& solution, SimulatedIndex strategy, double years) {
    double dead = 0;
    const auto bins = static_cast<std::size_t>(std::lround(years * study.model().grid_per_year));
    const std::vector<EventGraph::Edge>& edges = study.graph().edges;
    for (EdgeIndex e; e < edges.size(); ++e) {
        const Transition& transition = study.model().transitions[edges[e].transition];
        if (study.model().states[transition.to].kind != StateKind::death) continue;
        for (std::size_t b = 0; b < bins; ++b) dead += solution.probability[solution.index(strategy, {}, e, b)];
    }
    return 1 - dead;
}

/// Years alive within a year of a relapse, and before `years` since it.
double years_in_first_year(double years) {
    const double until = std::min(1.0, std::max(0.0, years));
    constexpr int panels = 2000;
    double sum = 0;
    for (int i = 0; i < panels; ++i) sum += std::exp(-std::pow((i + 0.5) * until / panels / 4, 0.8));
    return sum * until / panels;
}

TEST(FirstYear, OfAStateSplitByAClockIsThatOfTheWholeState) {
    const Study whole(load_config_text(unsplit, "unsplit"));
    // The first year alone is paid for, one a year.
    const Study split(
        load_config({std::string(IBTR_CONFIGS) + "/first_year.toml",
                     {"economics.discount_costs_per_year=0", "economics.costs[0].value=1", "economics.costs[1].value=0",
                      "economics.costs[2].value=0", "economics.costs[3].value=0"}}));
    const ExpectedTallies of_whole = whole.solve({.budget_seconds = 0}), of_split = split.solve({.budget_seconds = 0});
    const auto economics = economic_results(split.cohort(), *split.config().economics, of_split).front().strategies;
    for (SimulatedIndex strategy; strategy < 2; ++strategy) {
        for (const double years : {1.0, 3.0, 15.0})
            EXPECT_NEAR(overall_survival(split, of_split, strategy, years),
                        overall_survival(whole, of_whole, strategy, years), of_whole.step_error + of_split.step_error)
                << years;
        double years = 0;
        for (EdgeIndex e; e < whole.graph().edges.size(); ++e) {
            if (whole.model().transitions[whole.graph().edges[e].transition].name != "relapse") continue;
            for (std::size_t b = 0; b < of_whole.bins; ++b)
                years += of_whole.probability[of_whole.index(strategy, {}, e, b)] *
                         years_in_first_year(15 - (static_cast<double>(b) + 0.5) / 12);
        }
        EXPECT_GT(years, 0.4);
        EXPECT_NEAR(economics[strategy].cost.value, years, 2e-4);
    }
    EXPECT_LT(of_whole.step_error + of_split.step_error, 2e-6);
}

}  // namespace
}  // namespace ibtr::test
