/// Two hundred random models, costs and QALYs among them: the program's simulation, its exact solution and a plain
/// simulation that shares no code with either (tests/reference).
///
/// Law. A plain life is independent of all others, so the number of women who have an event is binomial with the exact
/// probability, judged by its tails however rare it is; a mean cost or QALY is compared with its exact value by z with
/// the standard deviation of 20,000 lives. The program's proportions are judged by Bernstein's inequality with the
/// variance of its strata (model_under_test.hpp), its means of costs and QALYs by the jackknife over 50 batches, which
/// makes them Student's t on 49 degrees of freedom.
///
/// Alpha. Two-sided 6.8e-6 (|z| = 4.5) each, which 200 models with some hundred correlated comparisons each would reach
/// by chance in one fixed choice of seeds out of a few. The seeds are fixed: what passes passes for ever; a fault of 5
/// % in one hazard makes |z| above 4.5 in most models (reference_agreement_test.cpp plants some).
///
/// Spread. One z of each model and kind: were standard errors wrong by a factor f, the sum of squares would be f^2
/// times chi-squared on 200 degrees of freedom; its 1e-6 limits let f lie between 0.78 and 1.25.
///
/// Tolerance, beside those: the error that a solution states for itself, 5e-6 for compiled tables and whole ticks, and
/// for costs and QALYs 2e-5 of the largest that one woman could gather, for discounting within a bin (docs/psa.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "economics/economic_results.hpp"
#include "ibtr/config.hpp"
#include "model_under_test.hpp"
#include "random_config.hpp"
#include "random_economics.hpp"
#include "reference/plain_lives.hpp"
#include "reference/plain_rewards.hpp"
#include "reference/plain_simulation.hpp"

namespace ibtr::test {
namespace {

constexpr std::uint64_t women = 20000;
constexpr double alpha = 6.8e-6;  // P(|Z| >= 4.5)
constexpr double largest_z = 4.5;
constexpr double table_tolerance = 5e-6, discount_tolerance = 2e-5;
constexpr double largest_step_error = 1e-3;  // a quarter of a standard error; a few models have more than 1e-4
constexpr double enough_events = 400;        // for a normal law

struct Subject {
    ModelUnderTest study;
    Economics economics;
};

Subject make_subject(const std::string& text, std::uint64_t seed) {
    const std::string name = "random_" + std::to_string(seed);
    const Model bare = load_config_text(text, name).model;
    const LoadedConfig config = load_config_text(text + random_economics(bare, seed), name);
    return {ModelUnderTest(config.model), config.economics.value()};
}

/// Deviations over their standard errors, one of each kind a model.
class Spread {
public:
    void add(double z) {
        squares_ += z * z;
        ++count_;
    }
    void expect_of_one(const std::string& what) const {
        const boost::math::chi_squared law(static_cast<double>(count_));
        EXPECT_GT(squares_, quantile(law, 1e-6)) << what;
        EXPECT_LT(squares_, quantile(complement(law, 1e-6))) << what;
        testing::Test::RecordProperty("sd_of_z_" + what,
                                      std::to_string(std::sqrt(squares_ / static_cast<double>(count_))));
    }
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
    double squares_ = 0;
};

struct Spreads {
    Spread plain_proportions, program_proportions, plain_costs, plain_qalys, program_costs;
    std::size_t compared = 0;
};

/// Whether a binomial count is in neither tail.
bool is_ordinary(double count, double probability) {
    const boost::math::binomial law(static_cast<double>(women), probability);
    return cdf(law, count) > alpha / 2 && (count == 0 || cdf(complement(law, count - 1)) > alpha / 2);
}

/// One model: all comparisons, and which of them goes to the spreads.
class Comparison {
public:
    Comparison(const Subject& subject, std::uint64_t seed, Spreads& spreads)
        : study_(subject.study),
          economics_(subject.economics),
          seed_(seed),
          spreads_(spreads),
          continuous_(study_.solve_continuous(largest_step_error)),
          tables_(study_.solve_tables(largest_step_error)),
          true_law_(study_, continuous_),
          table_law_(study_, tables_) {}

    void run() {
        compare_plainly();
        compare_program();
    }

private:
    [[nodiscard]] std::string at(const std::string& what) const {
        return "model " + std::to_string(seed_) + ", " + what;
    }

    void compare_plainly() {
        const reference::PlainRewards rewards(study_.model, economics_, study_.parameters);
        std::vector<Moments> qalys(study_.model.strategies.size()), costs(qalys.size()), years(qalys.size());
        const std::vector<double>& times = study_.model.landmarks_years;
        const reference::PlainCounts counts = reference::simulate_plainly(
            study_.model, study_.parameters, times, women, seed_ + 5000,
            [&](std::size_t strategy, const reference::Woman& woman, const std::vector<reference::Visit>& life) {
                const reference::Rewards of_life = rewards.of(woman, strategy, life);
                qalys[strategy].add(of_life.qaly);
                costs[strategy].add(of_life.cost);
                years[strategy].add(of_life.life_years);
            });
        for (std::size_t a = 0; a < counts.strategies; ++a)
            for (std::size_t q = 0; q < counts.quantities.size(); ++q)
                for (std::size_t t = 0; t < times.size(); ++t)
                    compare_count(a, counts.quantities[q], times[t], static_cast<double>(counts.count(a, q, t)));
        const CostsAndEffects exact = economic_results(study_.cohort(), economics_, continuous_).front();
        for (std::size_t a = 0; a < qalys.size(); ++a) {
            const double z_qaly = compare_mean("QALYs", a, qalys[a], exact.strategies[a].qaly.value);
            const double z_cost = compare_mean("cost", a, costs[a], exact.strategies[a].cost.value);
            compare_mean("life years", a, years[a], exact.strategies[a].life_years.value);
            if (a != seed_ % qalys.size()) continue;
            spreads_.plain_qalys.add(z_qaly);
            if (!std::isnan(z_cost)) spreads_.plain_costs.add(z_cost);
        }
    }

    void compare_count(std::size_t strategy, const std::string& name, double years, double count) {
        if (!true_law_.is_proportion(name)) return;
        const std::uint32_t bin = bin_of_year(study_, years);
        const SamplingLaw law = true_law_.sampled(strategy, name, bin, women);
        const double n = static_cast<double>(women), slack = n * (table_tolerance + continuous_.step_error);
        const double low = std::clamp(law.mean - slack / n, 0.0, 1.0),
                     high = std::clamp(law.mean + slack / n, 0.0, 1.0);
        ++spreads_.compared;
        EXPECT_TRUE(is_ordinary(count, law.mean) || is_ordinary(count, low) || is_ordinary(count, high))
            << at(label(study_, strategy, name, bin)) << ": " << count << " of " << n << ", probability " << law.mean;
        if (n * law.mean * (1 - law.mean) >= enough_events && first_of_its_kind(plain_chosen_, strategy))
            spreads_.plain_proportions.add((count / n - law.mean) / law.standard_error);
    }

    /// One proportion of a model joins the spread: of a strategy that depends on the model.
    [[nodiscard]] bool first_of_its_kind(bool& chosen, std::size_t strategy) const {
        if (chosen || strategy != seed_ % 2) return false;
        chosen = true;
        return true;
    }

    double compare_mean(const std::string& what, std::size_t strategy, const Moments& moments, double exact) {
        const double n = moments.count();
        const double se = std::sqrt(std::max(0.0, moments.squared_deviations()) / (n - 1) / n);  // 0: no costs
        const double deviation = moments.mean() - exact;
        ++spreads_.compared;
        EXPECT_LT(std::abs(deviation), largest_z * se + economic_tolerance(exact))
            << at(what) << " under strategy " << strategy << ": " << moments.mean() << " for " << exact;
        return deviation / se;
    }

    [[nodiscard]] double economic_tolerance(double exact) const {
        return (discount_tolerance + table_tolerance + continuous_.step_error) * std::max(10.0, std::abs(exact));
    }

    void compare_program() {
        const std::uint64_t patients = std::max(women, enough_patients(study_.population, 60).value());
        const WorkPlan plan = study_.plan(patients, seed_);
        const Tallies tallies = study_.simulate(plan, seed_ % 2 == 0 ? "cpp" : "omp");
        const std::vector<std::uint64_t> allocation = allocate(study_.model, study_.population, patients);
        for (const CurvePoint& point : study_.estimate(tallies).curves) compare_point(point, allocation);
        const CostsAndEffects simulated = economic_results(study_.cohort(), economics_, tallies).front();
        const CostsAndEffects exact = economic_results(study_.cohort(), economics_, tables_).front();
        const boost::math::students_t law(static_cast<double>(study_.model.batches - 1));
        const double largest_t = quantile(complement(law, alpha / 2));
        for (std::size_t a = 0; a < exact.strategies.size(); ++a) {
            const MeanWithError &cost = simulated.strategies[a].cost, &qaly = simulated.strategies[a].qaly;
            const double off = cost.value - exact.strategies[a].cost.value;
            EXPECT_LT(std::abs(off), largest_t * cost.mc_se + economic_tolerance(cost.value))
                << at("cost by the program");
            EXPECT_LT(std::abs(qaly.value - exact.strategies[a].qaly.value),
                      largest_t * qaly.mc_se + economic_tolerance(qaly.value))
                << at("QALYs by the program");
            spreads_.compared += 2;
            const bool has_spread = cost.mc_se > 0;  // a model may have no costs at all
            if (has_spread && a == seed_ % exact.strategies.size())
                spreads_.program_costs.add(quantile(boost::math::normal(), cdf(law, off / cost.mc_se)));
        }
    }

    void compare_point(const CurvePoint& point, const std::vector<std::uint64_t>& allocation) {
        const std::uint32_t bin = point.bin(study_.model.grid_per_year);
        const bool landmark = std::any_of(study_.model.landmarks_years.begin(), study_.model.landmarks_years.end(),
                                          [&](double years) { return bin_of_year(study_, years) == bin; });
        if (!point.group.empty() || !landmark || !table_law_.is_proportion(point.endpoint)) return;
        const SamplingLaw law = table_law_.stratified(point.strategy, point.endpoint, bin, allocation,
                                                      table_law_.standard_weights(point.strategy));
        const double deviation = point.estimate.value - law.mean;
        ++spreads_.compared;
        EXPECT_LT(std::abs(deviation), table_tolerance + tables_.step_error +
                                           bernstein_threshold(law.standard_error, law.largest_weight, alpha))
            << at(label(study_, point.strategy, point.endpoint, bin));
        if (std::pow(law.standard_error / law.largest_weight, 2) >= enough_events &&
            first_of_its_kind(program_chosen_, point.strategy))
            spreads_.program_proportions.add(deviation / law.standard_error);
    }

    const ModelUnderTest& study_;
    const Economics& economics_;
    std::uint64_t seed_;
    Spreads& spreads_;
    ExpectedTallies continuous_, tables_;
    StratumProbabilities true_law_, table_law_;
    bool plain_chosen_ = false, program_chosen_ = false;
};

TEST(ManyModels, ThreeAnswersAgreeAndTheirErrorsAreTrue) {
    Spreads spreads;
    for (std::uint64_t seed = 1001; seed <= 1140; ++seed)
        Comparison(make_subject(random_config(seed), seed), seed, spreads).run();
    for (std::uint64_t seed = 1001; seed <= 1060; ++seed)
        Comparison(make_subject(random_config_in_cycles(seed), seed), seed, spreads).run();
    spreads.plain_proportions.expect_of_one("plain_proportions");
    spreads.program_proportions.expect_of_one("program_proportions");
    spreads.plain_costs.expect_of_one("plain_costs");
    spreads.plain_qalys.expect_of_one("plain_qalys");
    spreads.program_costs.expect_of_one("program_costs");
    EXPECT_EQ(spreads.plain_qalys.count(), 200U);
    EXPECT_GE(spreads.program_proportions.count(), 150U);
    RecordProperty("compared", std::to_string(spreads.compared));
}

}  // namespace
}  // namespace ibtr::test
