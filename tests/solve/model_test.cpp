// One parameter of a model solved for: by the exact solver, by simulation with shared patients, and over draws of the
// other parameters. Hazards are constant, so that every answer is a closed form.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/parameters.hpp"
#include "solve/solve_parameter.hpp"

namespace ibtr::test {
namespace {

// Death at `rate` a year, times `ratio` under b: the ratio of survivors at t years is exp(rate t (1 - ratio)).
const std::string two_arms = R"(schema = 1
name = "two_arms"
horizon_years = 10
grid_per_year = 4
patients = 20000
seed = 11
start_state = "alive"
reference_strategy = "a"
states = [{ name = "alive" }, { name = "dead", absorbing = true }]
strategies = [{ name = "a" }, { name = "b" }]
[parameters.rate]
value = 0.1
unit = "per_year"
source = "assumption"
uncertainty = { family = "lognormal", log_standard_error = 0.5 }
[parameters.ratio]
value = 1
unit = "ratio"
source = "assumption"
null_value = 1
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "rate" }
hazard_ratios = [{ strategy = "b", value = "ratio" }]
[endpoints]
death_bc = ["death"]
)";

const QuantityText survivors_ratio{"os", "rr_alive", "b", "a", "", "", 5};
constexpr ParameterRange zero_to_two{0, 2, false};
constexpr std::size_t rate_index = 0, ratio_index = 1;

class SolveParameter : public ::testing::Test {
protected:
    Model model_ = load_config_text(two_arms, "two_arms").model;
    Parameters base_ = base_parameters(model_);
    ModelNumber exact_ = exact_number(model_, resolve(model_, survivors_ratio), {.budget_seconds = 0});
    std::shared_ptr<Backend> backend_ = make_backend("cpp", 1);

    [[nodiscard]] SharedPatients simulated(const QuantityText& text, std::uint32_t replicates) const {
        return {model_,
                resolve(model_, text),
                {model_.patients, model_.seed, 0,
                 [this](const Tables& tables, const WorkPlan& work) { return backend_->simulate(tables, work, {}); }},
                replicates};
    }
    [[nodiscard]] Solution solve_by_simulation(const SharedPatients& patients, std::size_t parameter,
                                               const ParameterRange& range, const std::vector<Wanted>& wanted) const {
        Solution solution = solve_parameter(
            model_, base_, parameter, range, [&](const Parameters& p) { return patients.mean(p).value; }, wanted);
        add_errors(solution, model_, base_, patients);
        return solution;
    }
    static constexpr std::uint32_t replicates_ = 40;
    /// Two-sided quantile of error rate 1e-6 of an estimate whose error comes from so many replicates.
    static double quantile() { return boost::math::quantile(boost::math::students_t(replicates_ - 1), 1 - 0.5e-6); }
};

TEST_F(SolveParameter, ExactlyIsTheClosedForm) {
    const Solution solution =
        solve_parameter(model_, base_, ratio_index, zero_to_two, exact_, {{"value", std::exp(0.2)}, {"ci_high", 2}});
    ASSERT_EQ(solution.roots[0].at.size(), 1U);
    EXPECT_NEAR(solution.roots[0].at[0], 0.6, 2e-6);
    EXPECT_TRUE(solution.roots[0].mc_se.empty());
    EXPECT_TRUE(solution.roots[1].at.empty());
    EXPECT_EQ(solution.roots[1].closest, 0);
    EXPECT_NEAR(solution.roots[1].closest_number, std::exp(0.5), 1e-9);
}

// Planted truth 0.6; with shared women the simulated root lies within its own error of it, error rate 1e-6, and that
// error is what the delta method says of 800,000 twins, within the factor of 1.8 that 40 replicates leave it (error
// rate below 1e-6 for a chi with 39 degrees of freedom).
TEST_F(SolveParameter, BySimulationIsWithinItsErrorOfThePlantedTruth) {
    const SharedPatients patients = simulated(survivors_ratio, replicates_);
    const Solution solution = solve_by_simulation(patients, ratio_index, zero_to_two, {{"value", std::exp(0.2)}});
    const Root& root = solution.roots.front();
    ASSERT_EQ(root.at.size(), 1U);
    ASSERT_EQ(root.mc_se.size(), 1U);
    EXPECT_NEAR(root.at[0], 0.6, quantile() * root.mc_se[0]);
    // Twins: she who dies under a in time t dies under b in t / 0.6, so the survivors of a are among those of b, and
    // var(log ratio) = (1/S_a - 1/S_b) / n. The slope of the log ratio is rate t.
    const double n = static_cast<double>(model_.patients) * replicates_;
    const double expected = std::sqrt((std::exp(0.5) - std::exp(0.3)) / n) / 0.5;
    EXPECT_LT(root.mc_se[0], 1.8 * expected);
    EXPECT_GT(root.mc_se[0], expected / 1.8);
}

// A proportion and a parameter on the logarithmic scale: survival at 5 years is 0.7 at a rate of -ln(0.7) / 5.
TEST_F(SolveParameter, BothRoutesAgreeOnALogarithmicRange) {
    const QuantityText alive{"os", "proportion", "a", "", "", "", 5};
    const ParameterRange range{0.01, 1, true};
    const SharedPatients patients = simulated(alive, replicates_);
    const Solution one = solve_by_simulation(patients, rate_index, range, {{"value", 0.7}});
    const Solution other =
        solve_parameter(model_, base_, rate_index, range,
                        exact_number(model_, resolve(model_, alive), {.budget_seconds = 0}), {{"value", 0.7}});
    ASSERT_EQ(one.roots[0].at.size(), 1U);
    ASSERT_EQ(other.roots[0].at.size(), 1U);
    EXPECT_NEAR(one.roots[0].at[0], other.roots[0].at[0], quantile() * one.roots[0].mc_se[0]);
}

// Monte Carlo error without a root: that of the closest number.
TEST_F(SolveParameter, BySimulationSaysHowCloseItComes) {
    const SharedPatients patients = simulated(survivors_ratio, replicates_);
    const Solution solution = solve_by_simulation(patients, ratio_index, zero_to_two, {{"value", 2}});
    const Root& root = solution.roots.front();
    EXPECT_TRUE(root.at.empty());
    EXPECT_EQ(root.closest, 0);
    EXPECT_GT(root.closest_mc_se, 0);
    EXPECT_NEAR(root.closest_number, std::exp(0.5), quantile() * root.closest_mc_se);
}

TEST_F(SolveParameter, ReplicatesAreIndependentAndRepeatable) {
    const SharedPatients patients = simulated(survivors_ratio, 3);
    const Parameters moved = with_value(model_, base_, ratio_index, 0.5);
    const std::vector<double> first = patients.each(moved);
    EXPECT_EQ(patients.each(moved), first);
    EXPECT_NE(first[0], first[1]);
    EXPECT_NE(first[1], first[2]);
}

// The root of exp(5 rate (1 - ratio)) = wanted is ratio = 1 - ln(wanted) / (5 rate): one for each drawn rate, in closed
// form, and none at or above 0 where rate is below ln(wanted) / 5.
class SolveDraws : public SolveParameter {
protected:
    static constexpr std::uint32_t draws_ = 200;
    [[nodiscard]] RootDistribution solve(double wanted, unsigned threads) const {
        return solve_draws(model_, draws_, ratio_index, zero_to_two, exact_, {"value", wanted}, threads, {});
    }
};

TEST_F(SolveDraws, EachDrawHasItsOwnRoot) {
    const RootDistribution distribution = solve(1.5, 1);
    const ParameterSampler sampler(model_, {DesignKind::monte_carlo, draws_, 1}, model_.seed);
    ASSERT_EQ(distribution.draws.size(), draws_);
    std::size_t without = 0;
    for (std::uint32_t d = 0; d < draws_; ++d) {
        const double rate = sampler.draw(d).values()[rate_index];
        const double expected = 1 - std::log(1.5) / (5 * rate);
        const Root& root = distribution.draws[d];
        if (expected < 0) {
            ++without;
            EXPECT_TRUE(root.at.empty()) << d;
            EXPECT_EQ(root.closest, 0) << d;
            EXPECT_NEAR(root.closest_number, std::exp(5 * rate), 1e-7 * std::exp(5 * rate)) << d;
        } else {
            ASSERT_EQ(root.at.size(), 1U) << d;
            EXPECT_NEAR(root.at[0], expected, 4e-6) << d;
        }
    }
    EXPECT_DOUBLE_EQ(distribution.share_without(), static_cast<double>(without) / draws_);
    EXPECT_DOUBLE_EQ(distribution.share_too_low(), distribution.share_without());
    EXPECT_EQ(distribution.share_too_high(), 0);
}

// By simulation each draw's root is within its own Monte Carlo error of the closed form, error rate 1e-6 each; where
// there is none, the closest number is.
TEST_F(SolveDraws, BySimulationEachRootHasItsOwnError) {
    constexpr std::uint32_t few = 12;
    const SharedPatients patients = simulated(survivors_ratio, replicates_);
    const RootDistribution distribution = solve_draws(
        model_, few, ratio_index, zero_to_two, [&](const Parameters& p) { return patients.mean(p).value; },
        {"value", 1.5}, 1, {}, &patients);
    const ParameterSampler sampler(model_, {DesignKind::monte_carlo, few, 1}, model_.seed);
    std::vector<double> errors;
    for (std::uint32_t d = 0; d < few; ++d) {
        const double rate = sampler.draw(d).values()[rate_index];
        const double expected = 1 - std::log(1.5) / (5 * rate);
        const Root& root = distribution.draws[d];
        if (root.at.empty()) {
            EXPECT_NEAR(root.closest_number, std::exp(5 * rate), quantile() * root.closest_mc_se) << d;
            continue;
        }
        ASSERT_EQ(root.mc_se.size(), 1U) << d;
        EXPECT_NEAR(root.at[0], expected, quantile() * root.mc_se[0]) << d;
        errors.push_back(root.mc_se[0]);
    }
    ASSERT_GE(errors.size(), 3U);
    EXPECT_GE(distribution.median_error(), *std::min_element(errors.begin(), errors.end()));
    EXPECT_LE(distribution.median_error(), *std::max_element(errors.begin(), errors.end()));
    EXPECT_EQ(solve(1.5, 1).median_error(), 0);
}

// P(no root) = P(rate < ln(1.5) / 5), rate log-normal about 0.1 (its median or mean, as the sampler has it): within
// five binomial standard errors, error rate 6e-7.
TEST_F(SolveDraws, ShareWithoutARootIsTheClosedForm) {
    const ParameterSampler sampler(model_, {DesignKind::monte_carlo, draws_, 1}, model_.seed);
    const double median = sampler.quantile_of(rate_index, 0.5);
    const double z = std::log(std::log(1.5) / 5 / median) / 0.5;
    const double expected = 0.5 * std::erfc(-z / std::sqrt(2.0));
    EXPECT_NEAR(solve(1.5, 1).share_without(), expected, 5 * std::sqrt(expected * (1 - expected) / draws_));
}

TEST_F(SolveDraws, RootsFallAndFewerDrawsHaveOneAsTheTargetRises) {
    double share = -1, median = 2;
    for (const double wanted : {1.1, 1.3, 1.5, 1.8}) {
        const RootDistribution distribution = solve(wanted, 1);
        EXPECT_GT(distribution.share_without(), share) << wanted;
        EXPECT_LT(distribution.quantile(0.5), median) << wanted;
        share = distribution.share_without();
        median = distribution.quantile(0.5);
    }
}

TEST_F(SolveDraws, DoNotDependOnTheNumberOfThreads) {
    EXPECT_EQ(solve(1.5, 1).roots(), solve(1.5, 3).roots());
}

TEST_F(SolveDraws, StopWhereTheyAreToldTo) {
    EXPECT_THROW(solve_draws(model_, draws_, ratio_index, zero_to_two, exact_, {"value", 1.5}, 1,
                             [](std::uint32_t done) { return done < 3; }),
                 Interrupted);
}

// Shares of a whole (Dirichlet) that are the weights of a mix: moving one keeps the proportions of the others, so that
// every value on the way is a model. With survival 1, exp(-0.5) and exp(-1) at 5 years and shares s : 3 : 1,
// the mix survives with s + (1 - s) (0.75 exp(-0.5) + 0.25 exp(-1)).
TEST(SolveShares, OthersKeepTheirProportions) {
    const std::string config = R"(schema = 1
name = "shares"
horizon_years = 10
grid_per_year = 4
patients = 1000
seed = 1
start_state = "alive"
reference_strategy = "a"
states = [{ name = "alive" }, { name = "dead", absorbing = true }]
strategies = [
    { name = "a" }, { name = "b" }, { name = "c" },
    { name = "mixed", mix = { a = "share_a", b = "share_b", c = "share_c" } },
]
[parameters.share_a]
value = 0.2
unit = "probability"
source = "assumption"
[parameters.share_b]
value = 0.6
unit = "probability"
source = "assumption"
[parameters.share_c]
value = 0.2
unit = "probability"
source = "assumption"
[[joint_uncertainty]]
family = "dirichlet"
parameters = ["share_a", "share_b", "share_c"]
sample_size = 50
source = "assumption"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.1 }
hazard_ratios = [
    { strategy = "a", value = 0, source = "assumption" },
    { strategy = "c", value = 2, source = "assumption" },
]
[endpoints]
death_bc = ["death"]
)";
    const Model model = load_config_text(config, "shares").model;
    const Parameters base = base_parameters(model);
    const double others = 0.75 * std::exp(-0.5) + 0.25 * std::exp(-1.0);
    const QuantityText alive{"os", "proportion", "mixed", "", "", "", 5};
    const Solution solution = solve_parameter(model, base, 0, {0, 1, false},
                                              exact_number(model, resolve(model, alive), {.budget_seconds = 0}),
                                              {{"value", 0.35 + 0.65 * others}});
    ASSERT_EQ(solution.roots[0].at.size(), 1U);
    EXPECT_NEAR(solution.roots[0].at[0], 0.35, 1e-6);
}

}  // namespace
}  // namespace ibtr::test
