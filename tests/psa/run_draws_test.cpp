// Draws are pure functions of their number: threads, order, interruption and resumption change no bit. Their mean and
// quantiles agree with closed forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>
#include <thread>

#include "ibtr/error.hpp"
#include "ibtr/population.hpp"
#include "psa/small_analysis.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

std::string digest_of(const Design& design, unsigned threads, const psa::RunDrawsOptions& options = {}) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, design, scratch.path());
    psa::Store store = analysis.create();
    analysis.run(store, threads, options);
    return analysis.summary(store).digest;
}

// Of four women one is large, and in one half only; of seven, two. Where sizes are not told apart nobody is missed.
TEST(RunDraws, NeedWomenOfEveryClassInBothHalves) {
    Model model;
    model.factors.resize(1);
    model.factors[0].name = "size";
    model.factors[0].levels = {"small", "large"};
    model.factors[0].rows = {{{}, {0.75, 0.25}}};
    const Population told_apart = [&] {
        Model split = model;
        split.group_factors = {0};
        return make_population(split, Parameters{{}});
    }();
    EXPECT_NO_THROW(psa::check_halves(model, make_population(model, Parameters{{}}), 4));
    try {
        psa::check_halves(model, told_apart, 4);
        FAIL() << "the only large woman is in both halves";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr("with --patients 4 the class size large"),
                                                   ::testing::HasSubstr("use --patients 7 or more")));
    }
    EXPECT_NO_THROW(psa::check_halves(model, told_apart, 7));
}

TEST(RunDraws, ThreadsAndTransactionsChangeNothing) {
    for (const Design& design : {Design{DesignKind::monte_carlo, 64, 1}, Design{DesignKind::sobol, 64, 4}}) {
        const std::string one = digest_of(design, 1);
        EXPECT_EQ(digest_of(design, 5), one);
        EXPECT_EQ(digest_of(design, 3, {.commit_seconds = 0, .most_waiting = 2}), one);
    }
}

TEST(RunDraws, ResumedEqualsUninterrupted) {
    const Design design{DesignKind::monte_carlo, 60, 1};
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, design, scratch.path());
    { const psa::Store store = analysis.create(); }
    int interruptions = 0;
    for (bool finished = false; !finished;) {
        psa::Store store = psa::Store::open(analysis.path);
        try {
            analysis.run(store, 2, {.commit_seconds = 0, .most_waiting = 4},
                         [](std::uint64_t stored, std::uint64_t) { return stored < 7; });
            finished = true;
        } catch (const Interrupted&) {
            ++interruptions;
        }
    }
    EXPECT_GT(interruptions, 1);
    EXPECT_EQ(analysis.summary(psa::Store::open(analysis.path)).digest, digest_of(design, 1));
}

TEST(RunDraws, AFailedDrawIsReportedAndTheOthersKept) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, 40, 1}, scratch.path());
    psa::Store store = analysis.create();
    PlantedBackend failing(1, [](std::uint32_t draw) {
        if (draw == 17) throw BackendError("planted failure");
    });
    EXPECT_THROW(psa::run_draws(analysis.context(), store, failing, {}, {}), BackendError);
    const psa::DrawSet missing = store.missing();
    ASSERT_FALSE(missing.empty());
    EXPECT_EQ(missing.front(), 17U);
}

const psa::OutcomeSummary& find(const SmallAnalysis& analysis, const psa::Summary& summary, std::size_t strategy,
                                const std::string& endpoint, std::uint32_t bin, const std::string& measure) {
    const auto& outcomes = analysis.plan->outcomes();
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (outcomes[i].strategy == strategy && outcomes[i].endpoint == endpoint &&
            outcomes[i].bin(analysis.config.model.grid_per_year) == bin && to_text(outcomes[i].measure) == measure)
            return summary.outcomes[i];
    throw std::runtime_error("no such outcome");
}

// rate ~ gamma(16, 0.1 / 16), survival at 5 years exp(-5 rate): mean (1 + 5 * 0.1 / 16)^-16, SD and quantiles exact.
// At 400 patients a draw simulation noise adds a fifth to the variance. The mean must lie within 5 of its standard
// errors; a quantile at p of D draws has standard error sqrt(p (1-p) / D) / density = 0.004 here.
TEST(RunDraws, AgreesWithClosedForms) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, 4000, 1}, scratch.path());
    psa::Store store = analysis.create();
    analysis.run(store, 2);
    const psa::Summary summary = analysis.summary(store);
    const psa::OutcomeSummary& os = find(analysis, summary, 0, "os", 20, "value");
    const double scale = 0.1 / 16, mean = std::pow(1 + 5 * scale, -16), square = std::pow(1 + 10 * scale, -16);
    EXPECT_NEAR(os.mean, mean, 5 * os.mean_se);
    EXPECT_NEAR(os.split.parameter_variance, square - mean * mean, 5 * os.split.parameter_variance_se);
    // Within a draw: S (1 - S) / n, averaged over draws.
    EXPECT_NEAR(os.split.patient_variance / (mean - square), 1, 5 * std::sqrt(2.0 / 4000));
    const Distribution rate{DistributionFamily::gamma, 16, scale};
    EXPECT_NEAR(os.corrected.low, std::exp(-5 * quantile(rate, 0.975)), 0.02);
    EXPECT_NEAR(os.corrected.high, std::exp(-5 * quantile(rate, 0.025)), 0.02);
    EXPECT_LT(os.uncorrected.low, os.corrected.low);
    EXPECT_GT(os.uncorrected.high, os.corrected.high);

    const psa::OutcomeSummary& ratio = find(analysis, summary, 1, "os", 40, "hr");
    EXPECT_NEAR(std::log(ratio.mean), std::log(0.8), 5 * ratio.mean_se / ratio.mean);
    EXPECT_NEAR(ratio.split.parameter_variance, 0.04, 5 * ratio.split.parameter_variance_se + 0.001);
}

// A Sobol' design's mean comes with a smaller error, taken from its replicates, and the error holds.
TEST(RunDraws, DesignsReduceTheErrorOfMeans) {
    const auto mean_of = [](const Design& design) {
        const ScratchFolder scratch;
        const SmallAnalysis analysis(one_hazard, design, scratch.path());
        psa::Store store = analysis.create();
        analysis.run(store, 2);
        return find(analysis, analysis.summary(store), 0, "os", 20, "value");
    };
    const psa::OutcomeSummary independent = mean_of({DesignKind::monte_carlo, 1024, 1});
    const psa::OutcomeSummary sobol = mean_of({DesignKind::sobol, 1024, 16});
    EXPECT_LT(sobol.mean_se, 0.8 * independent.mean_se);
    EXPECT_NEAR(sobol.mean, std::pow(1 + 5 * 0.1 / 16, -16), 5 * sobol.mean_se);
}

TEST(RunDraws, SummariesDoNotDependOnTheMemoryTheyMayUse) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, 50, 1}, scratch.path());
    psa::Store store = analysis.create();
    analysis.run(store);
    const psa::Summary wide = psa::summarise(store, analysis.plan->outcomes());
    const psa::Summary narrow = psa::summarise(store, analysis.plan->outcomes(), 3 * 50 * sizeof(double));
    EXPECT_EQ(wide.digest, narrow.digest);
    ASSERT_EQ(wide.outcomes.size(), narrow.outcomes.size());
    for (std::size_t i = 0; i < wide.outcomes.size(); ++i)
        EXPECT_TRUE(wide.outcomes[i].mean == narrow.outcomes[i].mean || std::isnan(wide.outcomes[i].mean));
}

}  // namespace
}  // namespace ibtr::test
