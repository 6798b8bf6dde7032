#include <gtest/gtest.h>

#include "compile/small_model.hpp"
#include "hand_model.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {
namespace {

/// The small model of the table compiler: a cycle, every clock, weighted ages, factors that multiply.
struct Small {
    Model model = small_model();
    Parameters parameters{{}};
    Population population = small_population(model);
    EventGraph graph = make_event_graph(model);
    Tables tables = compile(model, parameters, population, graph);
    ContinuousHazards continuous{model, parameters, population};
    TabulatedHazards tabulated{model, tables};
};

// A table holds every survival to 1e-6, so that an increment of m H is within about 2e-6 e^{mH}; multipliers are
// float32 reciprocals.
TEST(TabulatedHazards, FollowTheContinuousOnes) {
    const Small small;
    for (StratumIndex stratum; stratum < small.population.strata.size(); ++stratum) {
        const AgeBand& band = small.model.factors[0].age_bands[small.population.strata[stratum].levels[0]];
        for (TransitionIndex t; t < small.model.transitions.size(); ++t) {
            const double start = small.model.transitions[t].clock == Clock::age ? band.low_years : 0;
            for (SimulatedIndex strategy; strategy < 2; ++strategy) {
                const double multiplier = small.continuous.multiplier(strategy, stratum, t);
                ASSERT_NEAR(small.tabulated.multiplier(strategy, stratum, t), multiplier, 1e-7 * multiplier);
            }
            for (double x = 0.07; x < 15; x += 0.37) {
                const auto rise = [&](const HazardSource& source) {
                    const HazardFunctionIndex function = source.function(SimulatedIndex(1), stratum, t);
                    return source.cumulative(function, start + x) - source.cumulative(function, start);
                };
                const double multiplier = small.continuous.multiplier(SimulatedIndex(1), stratum, t);
                if (multiplier == 0) continue;
                ASSERT_NEAR(std::exp(-multiplier * rise(small.tabulated)),
                            std::exp(-multiplier * rise(small.continuous)), 2e-6)
                    << "stratum " << stratum << ", transition " << t << ", x = " << x;
            }
        }
    }
}

// Table error through the whole model: a few times that of one survival probability.
TEST(TabulatedHazards, SolutionIsWithinTableError) {
    const Small small;
    const ExactOptions options{.budget_seconds = 0};
    const ExpectedTallies continuous =
        solve_exact(small.model, small.population, small.graph, small.continuous, options);
    const ExpectedTallies tabulated = solve_exact(small.model, small.population, small.graph, small.tabulated, options);
    const double difference = largest_difference(continuous, tabulated);
    EXPECT_LT(difference, 5e-6);
    EXPECT_GT(difference, 0);
    EXPECT_LT(tabulated.step_error, 1e-6);
}

TEST(TabulatedHazards, BreaksAreTheKnots) {
    const Small small;
    const HazardFunctionIndex remit = small.tabulated.function({}, {}, TransitionIndex(1));
    const std::vector<double> breaks = small.tabulated.breaks_years(remit, 0, 15);
    ASSERT_GT(breaks.size(), 3U);
    // Straight between two knots: the middle is the mean of the ends.
    for (std::size_t k = 0; k + 1 < breaks.size(); ++k) {
        const auto at = [&](double x) { return small.tabulated.cumulative(remit, x); };
        ASSERT_NEAR(at((breaks[k] + breaks[k + 1]) / 2), (at(breaks[k]) + at(breaks[k + 1])) / 2, 1e-12);
    }
}

}  // namespace
}  // namespace ibtr
