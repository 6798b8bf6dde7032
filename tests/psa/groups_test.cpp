// Groups and stratified hazard ratios in a probabilistic analysis.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "ibtr/estimate.hpp"
#include "psa/analysis_size.hpp"
#include "psa/decision_report.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/psa_report.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

/// The one hazard is twice as high in two of five women.
std::string two_sizes() {
    std::string text = one_hazard;
    const auto insert = [&](const std::string& after, const std::string& what) {
        text.insert(text.find(after) + after.size(), what);
    };
    insert("reference_strategy = \"usual\"\n", "groups = [\"size\"]\n");
    insert("hazard_ratios = [", "{ factor = \"size\", level = \"large\", value = 2, source = \"assumption\" }, ");
    text +=
        "\n[[factors]]\nname = \"size\"\nlevels = [\"small\", \"large\"]\nprobabilities = [0.6, 0.4]\nsource = "
        "\"assumption\"\n";
    return text;
}

const psa::OutcomeSelection everything{{"size=small", "size=large"}, true};

class PsaGroups : public ::testing::Test {
protected:
    [[nodiscard]] SmallAnalysis analysis(std::uint32_t draws,
                                         const psa::OutcomeSelection& selection = everything) const {
        return {two_sizes(), {DesignKind::monte_carlo, draws, 1}, scratch_.path(), selection};
    }
    ScratchFolder scratch_;
};

TEST_F(PsaGroups, AreNamedAsTheConfigReportsThem) {
    const SmallAnalysis small = analysis(2);
    const Model& model = small.config.model;
    EXPECT_EQ(psa::find_groups(model, {"size"}), everything.groups);
    EXPECT_EQ(psa::find_groups(model, {"size=large", "size=large"}), std::vector<std::string>{"size=large"});
    EXPECT_TRUE(psa::find_groups(model, {}).empty());
    try {
        psa::find_groups(model, {"siz"});
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("allowed: size=small, size=large, or a factor"));
    }
}

// `ibtr run` on the same women: every number that the analysis keeps of a draw is one of theirs. Sums of whole numbers
// in another order agree to rounding; hazard ratios are solved to 1e-9.
TEST_F(PsaGroups, NumbersOfADrawAreThoseOfARunOnTheSameWomen) {
    const SmallAnalysis small = analysis(3);
    const Model& model = small.config.model;
    constexpr std::uint32_t draw = 2;
    const psa::DrawRecord record = psa::simulate_draw(small.context(), draw, *small.backend);
    const Parameters parameters = small.sampler->draw(draw);
    const Population population = make_population(model, parameters);
    const Tables tables = compile(model, parameters, population, small.graph);
    const WorkPlan plan(model, population, small.graph, model.patients, model.seed, draw, {0, model.patients});
    const Estimates run =
        estimate({model, parameters, population, small.graph}, small.backend->simulate(tables, plan, {}));
    std::vector<std::size_t> seen(3);
    std::size_t stratified = 0, times_lost = 0;
    for (std::size_t i = 0; i < small.plan->outcomes().size(); ++i) {
        const Quantity& kept = small.plan->outcomes()[i];
        std::optional<double> value;
        for (const CurvePoint& point : run.curves)
            if (point == kept) value = point.estimate.value;
        for (const Contrast& contrast : run.contrasts)
            if (contrast == kept) value = contrast.estimate.value;
        ASSERT_TRUE(value.has_value()) << kept.endpoint << ' ' << to_text(kept.measure);
        EXPECT_NEAR(record.outcomes[i], *value, 1e-8)
            << kept.endpoint << ' ' << to_text(kept.measure) << " group " << women_text(model, kept.group);
        ++seen[kept.group.empty() ? 0 : 1 + kept.group.front().second.front()];
        stratified += kept.measure == Measure::hr_stratified;
        times_lost += kept.measure == Measure::rmtl_ratio;
    }
    EXPECT_EQ(seen[0], seen[1]);
    EXPECT_EQ(seen[1], seen[2]);
    EXPECT_GT(stratified, 0U);
    EXPECT_EQ(times_lost, 3U * 2 * reported_populations(model).size());  // groups, landmarks
}

// Costs and effects of all women are those of the groups in their shares, to rounding, in a draw as simulated and as
// solved; means over draws are told by group, as `run` tells them.
TEST_F(PsaGroups, CostsAndEffectsOfAllAreThoseOfTheGroups) {
    const std::string text = two_sizes() +
                             "[economics]\ncurrency = \"EUR\"\nwillingness_to_pay = [20000]\n"
                             "discount_effects_per_year = 0.03\ndiscount_costs_per_year = 0.03\nsource = "
                             "\"assumption\"\n[[economics.utilities]]\nstate = \"alive\"\nvalue = 0.8\n"
                             "source = \"assumption\"\n[[economics.costs]]\nstate = \"alive\"\nvalue = 100\n"
                             "source = \"assumption\"\n";
    const SmallAnalysis small(text, {DesignKind::monte_carlo, 3, 1}, scratch_.path(), everything);
    EXPECT_EQ(small.plan->groups(), (std::vector<std::string>{"all", "size=small", "size=large"}));
    psa::DrawContext context = small.context();
    for (const psa::DrawMethod method : {psa::DrawMethod::simulation, psa::DrawMethod::exact}) {
        context.method = method;
        const psa::DrawRecord record = psa::simulate_draw(context, 1, *small.backend);
        for (std::size_t strategy = 0; strategy < 2; ++strategy)
            for (const DecisionItem item : {DecisionItem::life_years, DecisionItem::qaly, DecisionItem::cost}) {
                const auto total = [&](const std::string& group) {
                    return record.outcomes[small.plan->total(PopulationKind::standardised, strategy, item, group)];
                };
                const double all = total("all");
                EXPECT_NEAR(all, 0.6 * total("size=small") + 0.4 * total("size=large"), 1e-9 * all);
                EXPECT_GT(total("size=small"), 1.1 * total("size=large"));
            }
    }
    psa::Store store = small.create();
    small.run(store);
    const psa::Summary summary = small.summary(store);
    const std::vector<CostsAndEffects> means = psa::costs_and_effects(small.config.model, *small.plan, summary);
    ASSERT_EQ(means.size(), 3U);
    EXPECT_EQ(means[2].group, "size=large");
    EXPECT_EQ(
        means[2].strategies[1].cost.value,
        summary.outcomes[small.plan->total(PopulationKind::standardised, 1, DecisionItem::cost, "size=large")].mean);
}

// With women, but without groups, an analysis has the rows it always had: the others come after.
TEST_F(PsaGroups, AllWomenAreKeptFirstAndUnchanged) {
    const SmallAnalysis some = analysis(3, {}), more = analysis(3, {{"size=large"}, false});
    const psa::DrawRecord few = psa::simulate_draw(some.context(), 1, *some.backend);
    const psa::DrawRecord many = psa::simulate_draw(more.context(), 1, *more.backend);
    ASSERT_EQ(many.outcomes.size(), 2 * few.outcomes.size());
    EXPECT_TRUE(std::equal(few.outcomes.begin(), few.outcomes.end(), many.outcomes.begin()));
    EXPECT_TRUE(std::equal(few.half_differences.begin(), few.half_differences.end(), many.half_differences.begin()));
}

// Survival of the large at time t is exp(-2 h t) with h gamma distributed; the stratified hazard ratio of the new
// strategy is the lognormal parameter itself. A sample quantile of D draws lies between the quantiles p -+ 5 sqrt(p (1
// - p) / D) but once in 10^6; what correction leaves of noise (a sixth of the parameters' spread here) is far smaller
// than that band.
TEST_F(PsaGroups, CredibleIntervalsAreThoseOfTheParameters) {
    constexpr std::uint32_t draws = 1500;
    SmallAnalysis small = analysis(draws);
    small.config.model.patients = 2000;
    psa::Store store = small.create();
    small.run(store, 2);
    const psa::Summary summary = small.summary(store);
    const auto expect_quantile = [&](double found, double p, const auto& quantile) {
        const double slack = 5 * std::sqrt(p * (1 - p) / draws);
        EXPECT_GE(found, quantile(p - slack));
        EXPECT_LE(found, quantile(p + slack));
    };
    const boost::math::gamma_distribution<double> hazard(16, 0.1 / 16);
    const boost::math::normal_distribution<double> log_ratio;
    std::size_t checked = 0;
    for (std::size_t i = 0; i < small.plan->outcomes().size(); ++i) {
        const Quantity& outcome = small.plan->outcomes()[i];
        const psa::OutcomeSummary& s = summary.outcomes[i];
        if (outcome.endpoint != "os" || outcome.time_years != 5) continue;
        if (women_text(small.config.model, outcome.group) == "size=large" && outcome.strategy == 0 &&
            !outcome.comparator) {
            const auto survival = [&](double p) {
                return std::exp(-2 * 5 * boost::math::quantile(boost::math::complement(hazard, p)));
            };
            expect_quantile(s.corrected.low, 0.025, survival);
            expect_quantile(s.corrected.high, 0.975, survival);
        } else if (outcome.group.empty() && outcome.measure == Measure::hr_stratified) {
            // Its median is such that the mean is the value, or the value itself: both lie within 2 % of each other.
            const double median = std::exp(std::log(s.mean));
            EXPECT_NEAR(s.mean, 0.8, 0.8 * (0.02 + 5 * 0.2 / std::sqrt(draws)));
            const auto ratio = [&](double p) { return median * std::exp(0.2 * boost::math::quantile(log_ratio, p)); };
            expect_quantile(s.corrected.low, 0.025, ratio);
            expect_quantile(s.corrected.high, 0.975, ratio);
        } else {
            continue;
        }
        EXPECT_EQ(s.correction, psa::Correction::regression);
        ++checked;
    }
    EXPECT_EQ(checked, 2U);
    // The files name the groups.
    const std::string csv = psa::psa_summary_csv(small.config.model, small.plan->outcomes(), summary);
    EXPECT_THAT(csv, ::testing::HasSubstr("\nusual,,size=large,standardised,os,5,value,plain,"));
    EXPECT_THAT(csv, ::testing::HasSubstr("\nnew,usual,size=small,standardised,os,5,hr_stratified,log,"));
    const psa::PsaEstimates rows = psa::to_estimates(small.config.model, small.plan->outcomes(), summary);
    EXPECT_THAT(contrasts_csv(small.config.model, rows.estimates, rows.contrast_credible),
                ::testing::HasSubstr("\nnew,usual,size=large,standardised,os,5,hr_stratified,"));
    // What was announced is what it took: SQLite's pages hold up to a quarter of nothing.
    const double announced = psa::size_of(small.analysis(), small.plan->outcomes(), 2).store_bytes;
    const auto taken = static_cast<double>(std::filesystem::file_size(small.path));
    EXPECT_GT(taken, 0.95 * announced);
    EXPECT_LT(taken, 1.3 * announced);
}

TEST_F(PsaGroups, AreKnownToTheStore) {
    {
        const SmallAnalysis small = analysis(2);
        const psa::Store store = small.create();
    }
    const psa::Analysis read = psa::Store::open(scratch_.path() / psa::store_file_name).analysis();
    EXPECT_EQ(read.selection, everything);
    psa::Analysis without = read;
    without.selection.groups = {"size=large"};
    EXPECT_EQ(psa::difference(read, without), "groups: size=small,size=large there, size=large here");
    without = read;
    without.selection.stratified = false;
    EXPECT_EQ(psa::difference(read, without), "stratified: yes there, no here");
}

}  // namespace
}  // namespace ibtr::test
