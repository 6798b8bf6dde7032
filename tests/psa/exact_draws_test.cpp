// Draws that are solved instead of simulated.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "psa/exact_draws.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

psa::DrawContext exact_context(const SmallAnalysis& analysis) {
    psa::DrawContext context = analysis.context();
    context.method = psa::DrawMethod::exact;
    return context;
}

constexpr Design forty{DesignKind::monte_carlo, 40, 1};

/// Rows of a store, filled with what `run` stores at each call until nothing is missing.
std::vector<std::string> solve_all(unsigned threads, std::uint64_t stop_after) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, forty, scratch.path());
    psa::Store store = analysis.create();
    while (!store.missing().empty()) try {
            psa::run_draws(exact_context(analysis), store, *make_plain_backend(threads), {0, 1},
                           [&](std::uint64_t stored, std::uint64_t) { return stored < stop_after; });
        } catch (const Interrupted&) {
        }
    std::vector<std::string> digests;
    store.for_each([&](const psa::DrawRecord& record) { digests.push_back(record.digest()); });
    return digests;
}

// A draw is what `ibtr exact` says of a config whose values are the draw's: the same solver and the same sums, so that
// only rounding of values on their way through text, 1e-16 of each, is between them.
TEST(ExactDraws, EqualTheExactSolutionOfTheirValues) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, forty, scratch.path());
    for (const std::uint32_t draw : {0U, 7U}) {
        const psa::DrawRecord record = psa::solve_draw(exact_context(analysis), draw);
        const Study study(load_config_text(one_hazard, "test.toml",
                                           {fmt::format("parameters.rate.value={}", record.parameters[0]),
                                            fmt::format("parameters.ratio.value={}", record.parameters[1])}));
        const Estimates exact = study.estimate(study.solve({.budget_seconds = 0}));
        std::size_t compared = 0;
        for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
            const Quantity& outcome = analysis.plan->outcomes()[i];
            const auto compare = [&](const auto& rows) {
                for (const auto& row : rows)
                    if (static_cast<const Quantity&>(row) == outcome) {
                        EXPECT_NEAR(record.outcomes[i], row.estimate.value, 1e-12) << i;
                        ++compared;
                    }
            };
            compare(exact.curves);
            compare(exact.contrasts);
            EXPECT_EQ(record.half_differences[i], 0) << i;
        }
        EXPECT_EQ(compared, record.outcomes.size());
        EXPECT_EQ(psa::simulate_draw(exact_context(analysis), draw, *analysis.backend).digest(), record.digest());
    }
}

// Whatever the threads and however often it was stopped.
TEST(ExactDraws, AreTheSameBitsHoweverTheyAreMade) {
    const std::vector<std::string> whole = solve_all(1, 1000);
    EXPECT_EQ(whole.size(), 40);
    EXPECT_EQ(solve_all(3, 1000), whole);
    EXPECT_EQ(solve_all(2, 7), whole);
}

// Survival averages to (1 + scale t)^-16 over draws; 4,000 of them, 5 standard errors. No noise: intervals are those of
// the draws, and the split has nothing to correct.
TEST(ExactDraws, HaveNothingToCorrect) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, 4000, 1}, scratch.path());
    psa::Store store = analysis.create();
    psa::run_draws(exact_context(analysis), store, *make_plain_backend(2), {}, {});
    const psa::Summary summary = analysis.summary(store);
    for (std::size_t i = 0; i < summary.outcomes.size(); ++i) {
        const psa::OutcomeSummary& s = summary.outcomes[i];
        const Quantity& outcome = analysis.plan->outcomes()[i];
        EXPECT_EQ(s.split.patient_variance, 0);
        EXPECT_EQ(s.corrected.low, s.uncorrected.low) << i;
        EXPECT_EQ(s.corrected.high, s.uncorrected.high) << i;
        if (outcome.endpoint == "os" && outcome.strategy == 0 && !outcome.comparator &&
            outcome.measure == Measure::proportion) {
            EXPECT_NEAR(s.mean, std::pow(1 + 0.1 / 16 * outcome.time_years, -16), 5 * s.mean_se + 1e-9);
        }
    }
}

// Ways of the same config: neither continues the other's store.
TEST(ExactDraws, AreAnotherAnalysisThanSimulatedOnes) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, forty, scratch.path());
    const psa::Analysis simulated = analysis.analysis();
    psa::Analysis exact = simulated;
    exact.method = psa::DrawMethod::exact;
    EXPECT_EQ(psa::difference(simulated, exact), "by: simulation there, exact here");
    EXPECT_EQ(psa::to_analysis(psa::to_rows(exact)).method, psa::DrawMethod::exact);
    EXPECT_EQ(psa::difference(psa::to_analysis(psa::to_rows(exact)), exact), "");
}

}  // namespace
}  // namespace ibtr::test
