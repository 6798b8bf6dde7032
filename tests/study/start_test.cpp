// People who begin in several states: simulations and exact solutions against closed forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "economics/economic_results.hpp"
#include "estimate/mean_times.hpp"
#include "ibtr/state_graph.hpp"
#include "ibtr/study.hpp"
#include "study/two_starts.hpp"

namespace ibtr::test {
namespace {

using Curve = std::function<double(double)>;

const std::map<std::string, Curve> closed_forms{
    {"occupancy:well", [](double t) { return TwoStarts().well(t); }},
    {"occupancy:ill", [](double t) { return TwoStarts().ill(t); }},
    {"os", [](double t) { return TwoStarts().well(t) + TwoStarts().ill(t); }},
    {"cif_onset", [](double t) { return TwoStarts().fallen_ill(t); }},
    {"rfs",
     [](double t) {
         return 1 - TwoStarts().fallen_ill(t) - TwoStarts::death_well / TwoStarts::onset * TwoStarts().fallen_ill(t) -
                0.3 * -std::expm1(-TwoStarts::death_ill * t);
     }},
};

/// Calls use(point, value by the closed form) for all women's points of its curves; they are as many as there are bins.
template <class Use>
void for_each_closed_form(const Estimates& estimates, Use use) {
    std::size_t points = 0;
    for (const CurvePoint& point : estimates.curves) {
        const auto form = closed_forms.find(point.endpoint);
        if (!point.group.empty() || form == closed_forms.end()) continue;
        use(point, form->second(point.time_years));
        ++points;
    }
    EXPECT_EQ(points, closed_forms.size() * 2 * 41);  // two strategies, 40 bins and time zero
}

// Matrix exponentials are exact to rounding; steps to the error that they state, at most 1e-8 here.
TEST(Starts, ExactSolutionsEqualTheClosedForm) {
    const Study study(load_config_text(TwoStarts::config(), "test.toml"));
    for (const auto& [method, tolerance] :
         {std::pair{ExactMethod::automatic, 1e-12}, std::pair{ExactMethod::integration, 1e-7}}) {
        const Estimates exact = study.estimate(study.solve({.method = method}));
        for_each_closed_form(exact, [tolerance = tolerance](const CurvePoint& point, double value) {
            EXPECT_NEAR(point.estimate.value, value, tolerance) << point.endpoint << " at " << point.time_years;
        });
    }
}

// Strata have fixed sizes, so that a proportion's variance is below that of a binomial: |z| >= 5 has a probability
// below 5.8e-7 at each of 400 points, which are strongly correlated.
TEST(Starts, SimulationsAgreeWithTheClosedForm) {
    const Study study(load_config_text(TwoStarts::config(), "test.toml"));
    const Estimates simulated = study.estimate(study.simulate(*make_backend("cpp", 1)));
    for_each_closed_form(simulated, [&](const CurvePoint& point, double value) {
        const double error = std::sqrt(value * (1 - value) / static_cast<double>(study.model().patients));
        EXPECT_NEAR(point.estimate.value, value, 5 * error + 1e-6) << point.endpoint << " at " << point.time_years;
    });
}

// A group of one start is a model in which all begin there: exp(-h t) of the ill.
TEST(Starts, GroupsBeginWhereTheirLevelSays) {
    const Study study(load_config_text(TwoStarts::config(), "test.toml"));
    const Estimates exact = study.estimate(study.solve({.budget_seconds = 0}));
    std::size_t points = 0;
    for (const CurvePoint& point : exact.curves) {
        if (women_text(study.model(), point.group) != "start=ill" || point.endpoint != "occupancy:ill") continue;
        EXPECT_NEAR(point.estimate.value, std::exp(-TwoStarts::death_ill * point.time_years), 1e-12);
        ++points;
    }
    EXPECT_EQ(points, 2 * 11U);  // whole years
}

TEST(Starts, MeanTimesEqualTheClosedForm) {
    const Study study(load_config_text(TwoStarts::config(), "test.toml"));
    const MeanTimes times = mean_times(study.cohort(), study.solve({.budget_seconds = 0})).front();
    EXPECT_NEAR(times.in_state[0].years, TwoStarts().years_well(), 1e-10);
    EXPECT_NEAR(times.in_state[1].years, TwoStarts().years_ill(), 1e-10);
}

constexpr const char* utilities = R"(
[economics]
currency = "EUR"
willingness_to_pay = [0]

[[economics.utilities]]
state = "well"
value = 0.9
source = "assumption"

[[economics.utilities]]
state = "ill"
value = 0.5
source = "assumption"

[[economics.costs]]
state = "ill"
value = 1000
source = "assumption"
)";

// Undiscounted: years in each state times their value, from time zero by the right start; all women are the weighted
// sum of those of each start. Simulated ones within five jackknife errors (known to 10 % of 50 batches: 5 / 0.9).
TEST(Starts, CostsAndEffectsAreWeightedSums) {
    const Study study(
        load_config_text(TwoStarts::config("start_states = { well = 0.7, ill = 0.3 }", utilities), "test.toml"));
    const auto exact = economic_results(study.cohort(), *study.config().economics, study.solve({.budget_seconds = 0}));
    ASSERT_EQ(exact.size(), 3U);  // all, start=well, start=ill
    const auto qaly = [&](std::size_t slice) { return exact[slice].strategies[0].qaly.value; };
    EXPECT_NEAR(qaly(0), 0.9 * TwoStarts().years_well() + 0.5 * TwoStarts().years_ill(), 1e-9);
    EXPECT_NEAR(qaly(0), 0.7 * qaly(1) + 0.3 * qaly(2), 1e-12);
    EXPECT_NEAR(qaly(2), 0.5 * -std::expm1(-TwoStarts::death_ill * 10) / TwoStarts::death_ill, 1e-9);
    EXPECT_NEAR(exact[0].strategies[0].cost.value, 1000 * TwoStarts().years_ill(), 1e-6);
    const auto simulated =
        economic_results(study.cohort(), *study.config().economics, study.simulate(*make_backend("cpp", 1)));
    const MeanWithError& estimate = simulated[0].strategies[0].qaly;
    EXPECT_GT(estimate.mc_se, 0);
    EXPECT_NEAR(estimate.value, qaly(0), 5.6 * estimate.mc_se);
}

// The time clock of a state that is also entered later runs from time zero for everybody: with a hazard of 0.06 t, the
// ill at t are those of the start times exp(-0.03 t^2), and the others by one integral (Simpson's rule, to 1e-9).
TEST(Starts, TimeClocksOfStatesThatAreAlsoEnteredLaterAreNoSojourns) {
    std::string text = TwoStarts::config();
    const std::string sojourn = "clock = \"sojourn\"\nhazard = { family = \"exponential\", rate_per_year = 0.3 }";
    text.replace(text.find(sojourn), sojourn.size(),
                 "clock = \"time\"\nhazard = { family = \"weibull\", shape = 2, scale_years = 5.773502691896258 }");
    const Study study(load_config_text(text, "test.toml"));
    const auto ill = [](double t) {
        const auto arriving = [t](double u) {
            return 0.7 * TwoStarts::onset * std::exp(-0.25 * u) * std::exp(-0.03 * (t * t - u * u));
        };
        constexpr int panels = 200;
        double sum = arriving(0) + arriving(t);
        for (int i = 1; i < panels; ++i) sum += (i % 2 == 1 ? 4 : 2) * arriving(t * i / panels);
        return 0.3 * std::exp(-0.03 * t * t) + sum * t / (3 * panels);
    };
    const auto compare = [&](const Estimates& estimates, double errors) {
        for (const CurvePoint& point : estimates.curves)
            if (point.group.empty() && point.endpoint == "occupancy:ill") {
                const double value = ill(point.time_years);
                const double error = std::sqrt(value * (1 - value) / static_cast<double>(study.model().patients));
                EXPECT_NEAR(point.estimate.value, value, 1e-6 + errors * error) << point.time_years;
            }
    };
    compare(study.estimate(study.solve({.budget_seconds = 0})), 0);
    compare(study.estimate(study.simulate(*make_backend("cpp", 1))), 5);
}

// In cycles: the row vector of shares times powers of the matrix.
TEST(Starts, InCyclesEqualMatrixProducts) {
    std::string text = "cycle_years = 0.25\n" + TwoStarts::config();
    for (const char* rate : {"rate_per_year = 0.2", "rate_per_year = 0.05", "rate_per_year = 0.3"}) {
        const std::string hazard = std::string("family = \"exponential\", ") + rate;
        const std::string number = std::string(rate).substr(std::string("rate_per_year = ").size());
        text.replace(text.find(hazard), hazard.size(), "family = \"probability\", probability = " + number);
    }
    text.replace(text.find("clock = \"sojourn\""), 17, "clock = \"time\"");
    const Study study(load_config_text(text, "test.toml"));
    const Estimates exact = study.estimate(study.solve({.budget_seconds = 0})),
                    simulated = study.estimate(study.simulate(*make_backend("cpp", 1)));
    ASSERT_EQ(exact.curves.size(), simulated.curves.size());
    std::vector<std::array<double, 2>> shares{{0.7, 0.3}};
    for (int cycle = 0; cycle < 40; ++cycle) {
        const auto [well, ill] = shares.back();
        shares.push_back({well * (1 - 0.2 - 0.05), ill * (1 - 0.3) + well * 0.2});
    }
    std::size_t points = 0;
    for (std::size_t k = 0; k < exact.curves.size(); ++k) {
        const CurvePoint& point = exact.curves[k];
        const bool is_ill = point.endpoint == "occupancy:ill";
        if (!point.group.empty() || (!is_ill && point.endpoint != "occupancy:well")) continue;
        const double value = shares[static_cast<std::size_t>(std::lround(4 * point.time_years))][is_ill ? 1 : 0];
        EXPECT_NEAR(point.estimate.value, value, 1e-13);
        const double error = std::sqrt(value * (1 - value) / static_cast<double>(study.model().patients));
        EXPECT_NEAR(simulated.curves[k].estimate.value, value, 5 * error + 1e-6);
        ++points;
    }
    EXPECT_EQ(points, 2 * 2 * 41U);
}

// Shares that depend on age, and two levels that begin in one state: at time zero 0.4 (0.5 + 0.1) + 0.6 (0.25) are
// early, 0.4 (0.2) + 0.6 (0.35) late; of the young 0.6 are early.
TEST(Starts, DependOnOtherFactors) {
    const Study study(load_config({std::string(IBTR_CONFIGS) + "/../tests/engine/starts.toml", {}}));
    EXPECT_EQ(start_states(study.model()), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(study.graph().starts, 3U);
    std::map<std::string, double> at_start;
    for (const CurvePoint& point : study.estimate(study.solve({.budget_seconds = 0})).curves)
        if (point.time_years == 0 && point.strategy == 0)
            at_start[women_text(study.model(), point.group) + " " + point.endpoint] = point.estimate.value;
    EXPECT_NEAR(at_start["all occupancy:early"], 0.39, 1e-15);
    EXPECT_NEAR(at_start["all occupancy:late"], 0.29, 1e-15);
    EXPECT_NEAR(at_start["all occupancy:relapsed"], 0.32, 1e-15);
    EXPECT_NEAR(at_start["age=40-50 occupancy:early"], 0.6, 1e-15);
    EXPECT_EQ(at_start["all occupancy:remission"], 0);
    EXPECT_EQ(at_start["all os"], 1);
}

// One start said either way is one model, to the last bit of its tables; a share of 0 leaves nobody there.
TEST(Starts, OneStartIsOneStart) {
    const Study plain(
        load_config_text(TwoStarts::config("start_state = \"well\"\n# groups\n"), "test.toml", {"groups=[]"}));
    const Study table(load_config_text(TwoStarts::config("start_states = { well = 1 }"), "test.toml"));
    EXPECT_EQ(table.tables_digest(), plain.tables_digest());
    const Study none_ill(load_config_text(TwoStarts::config("start_states = { well = 1, ill = 0 }"), "test.toml"));
    const Study none_well(load_config_text(TwoStarts::config("start_states = { well = 0, ill = 1 }"), "test.toml"));
    EXPECT_NE(none_ill.tables_digest(), none_well.tables_digest());
    EXPECT_EQ(none_ill.population().strata.size(), 1U);
}

}  // namespace
}  // namespace ibtr::test
