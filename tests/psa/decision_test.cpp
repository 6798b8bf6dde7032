// Costs, effects and the choice between strategies: closed forms, limits, and a slow plain reference.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "psa/decision_analysis.hpp"
#include "psa/small_analysis.hpp"
#include "reference/normal.hpp"

namespace ibtr::test {
namespace {

class Normals {
public:
    explicit Normals(unsigned seed) : words_(seed) {}
    double operator()() {  // Box and Muller
        const double u = (static_cast<double>(words_() >> 11) + 0.5) * 0x1p-53;
        const double v = static_cast<double>(words_() >> 11) * 0x1p-53;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::acos(-1.0) * v);
    }

private:
    std::mt19937_64 words_;
};

/// Two strategies whose costs and effects are bivariate normal, with simulation noise of known size.
psa::DecisionDraws bivariate(std::size_t draws, double noise_sd) {
    Normals normal(5);
    psa::DecisionDraws result;
    result.strategies = 2;
    for (std::size_t d = 0; d < draws; ++d) {
        const double shared = normal();
        for (int s = 0; s < 2; ++s) {
            const double z = normal(), error = noise_sd * normal(), half = noise_sd * normal();
            result.effects.push_back(10 + (s == 1 ? 0.05 : 0) + 0.06 * shared + 0.08 * z);
            result.costs.push_back(20000 + (s == 1 ? 500 : 0) + 300 * z + 400 * normal() + error);
            result.effect_errors.push_back(0);
            result.cost_errors.push_back(static_cast<float>(half));
        }
    }
    return result;
}

// Net benefit of strategy 1 against 0 at l: normal with mean 0.05 l - 500 and, as z enters effect and cost, variance
// 2 ((0.08 l - 300)^2 + 400^2). EVPI = sd phi(m / sd) - |m| Phi(-|m| / sd). With noise in each cost the uncorrected
// numbers are those of the larger variance, the corrected ones those of the planted one, or there are none: with noise
// of sd 800 the difference has 1.28e6 of it, more than half of its own variance but for l = 50,000. The error of a mean
// regret over 40,000 draws is its own standard error (5 of them), that of a corrected one with the extrapolation's last
// step in it, which is more than the extrapolation leaves where noise is the smaller part.
TEST(Acceptability, EqualsTheClosedForm) {
    constexpr std::size_t draws = 40000;
    for (const double noise_sd : {0.0, 400.0, 800.0}) {
        const psa::DecisionDraws planted = bivariate(draws, noise_sd);
        for (const double l : {0.0, 8000.0, 10000.0, 14000.0, 50000.0}) {
            const double m = 0.05 * l - 500, slope = 0.08 * l - 300;
            const double variance = 2 * (slope * slope + 400 * 400);
            const auto evpi = [&](double v) { return reference::normal_loss(m, std::sqrt(v)); };
            const auto better = [&](double v) { return reference::normal_cumulative(m / std::sqrt(v)); };
            const psa::Acceptability a = psa::acceptability(planted, l);
            const double seen = variance + 2 * noise_sd * noise_sd;
            // Which is best by mean is a matter of luck at l = 10,000, and costs at most the error of the mean.
            EXPECT_NEAR(a.evpi_uncorrected, evpi(seen), 5 * a.evpi_uncorrected_se + 5 * std::sqrt(seen / draws)) << l;
            EXPECT_NEAR(a.probability_uncorrected[1], better(seen), 5 * 0.5 / std::sqrt(draws)) << l;
            EXPECT_EQ(a.hidden.has_value(), 2 * noise_sd * noise_sd > variance / 2) << l;
            if (a.hidden) {
                EXPECT_TRUE(std::isnan(a.evpi) && std::isnan(a.evpi_se) && std::isnan(a.probability[1])) << l;
            } else {
                EXPECT_NEAR(a.evpi, evpi(variance), 5 * a.evpi_se + 5 * std::sqrt(seen / draws)) << l;
                EXPECT_NEAR(a.probability[1], better(variance), 6 * 0.5 / std::sqrt(draws)) << l;
            }
            if (l != 10000) {
                EXPECT_EQ(a.best, StrategyIndex(l > 10000 ? 1 : 0));
            }
        }
    }
}

// A plain count, written another way: every strategy's net benefit in full, all pairs compared.
TEST(Acceptability, EqualsAPlainReference) {
    Normals normal(9);
    psa::DecisionDraws draws;
    draws.strategies = 3;
    for (int d = 0; d < 500; ++d)
        for (int s = 0; s < 3; ++s) {
            draws.effects.push_back(5 + 0.1 * s + 0.3 * normal());
            draws.costs.push_back(1000 * s + 900 * normal());
            draws.effect_errors.push_back(0);
            draws.cost_errors.push_back(0);
        }
    for (const double l : {0.0, 5000.0, 20000.0}) {
        const psa::Acceptability a = psa::acceptability(draws, l);
        std::vector<double> wins(3), mean(3);
        double with_information = 0;
        for (std::size_t d = 0; d < 500; ++d) {
            std::vector<double> benefit;
            for (StrategyIndex s; s < 3; ++s)
                benefit.push_back(l * draws.effects[draws.at(d, s)] - draws.costs[draws.at(d, s)]);
            for (std::size_t s = 0; s < 3; ++s) {
                mean[s] += benefit[s] / 500;
                const bool beaten =
                    std::any_of(benefit.begin(), benefit.end(), [&](double b) { return b > benefit[s]; });
                wins[s] += beaten ? 0 : 1;
            }
            with_information += *std::max_element(benefit.begin(), benefit.end()) / 500;
        }
        double shares = 0;
        for (std::size_t s = 0; s < 3; ++s) {
            EXPECT_NEAR(a.probability[s], wins[s] / 500, 1e-12);
            EXPECT_NEAR(a.net_benefit[s], mean[s], 1e-7 * std::abs(mean[s]) + 1e-9);
            shares += a.probability[s];
        }
        EXPECT_NEAR(shares, 1, 1e-12);
        EXPECT_NEAR(a.evpi, with_information - *std::max_element(mean.begin(), mean.end()), 1e-7);
        EXPECT_NEAR(a.evpi, a.evpi_uncorrected, 1e-7);  // no noise: nothing to correct
    }
}

// The error of a design's replicates is that of the mean of their means, by hand from the regret of every draw, and
// there is none of one replicate.
TEST(Acceptability, TakesTheErrorOfReplicatesFromTheirMeans) {
    psa::DecisionDraws draws = bivariate(600, 0);
    constexpr double willingness = 10000;
    const psa::Acceptability independent = psa::acceptability(draws, willingness);
    std::vector<double> means(6);
    for (std::size_t d = 0; d < 600; ++d) {
        const auto benefit = [&](StrategyIndex s) {
            return willingness * draws.effects[draws.at(d, s)] - draws.costs[draws.at(d, s)];
        };
        const StrategyIndex other(independent.best == StrategyIndex(0) ? 1 : 0);
        means[d / 100] += std::max(benefit(other) - benefit(independent.best), 0.0) / 100;
    }
    draws.replicates = 6;
    const psa::Acceptability a = psa::acceptability(draws, willingness);
    EXPECT_EQ(a.evpi, independent.evpi);
    EXPECT_NEAR(a.evpi_se, std::sqrt(sample_variance(means, mean(means)) / 6), 1e-9 * a.evpi);
    EXPECT_EQ(a.evpi_uncorrected_se, a.evpi_se);
    EXPECT_NE(a.evpi_se, independent.evpi_se);
    draws.replicates = 1;
    EXPECT_TRUE(std::isnan(psa::acceptability(draws, willingness).evpi_se));
}

/// One exponential hazard, with values on its states. @param rates discount rates of effects and costs
std::string with_economics(const std::string& rates, const std::string& costs) {
    return one_hazard + "[economics]\ncurrency = \"EUR\"\nwillingness_to_pay = [0, 20000]\n" + rates +
           "source = \"assumption\"\n[[economics.utilities]]\nstate = \"alive\"\nvalue = 1\nsource = \"assumption\"\n" +
           costs;
}

struct Totals {
    std::vector<double> life_years, discounted, qaly, cost, os_rmst;
};

/// Values of one draw with many patients.
Totals simulate(const std::string& text, std::uint64_t patients, double& rate) {
    const ScratchFolder scratch;
    SmallAnalysis analysis(text, {DesignKind::monte_carlo, 2, 1}, scratch.path());
    analysis.config.model.patients = patients;
    const psa::DrawRecord record = psa::simulate_draw(analysis.context(), 1, *analysis.backend);
    rate = record.parameters[0];
    Totals totals;
    for (std::size_t s = 0; s < 2; ++s) {
        const auto value = [&](DecisionItem item) {
            return record.outcomes[analysis.plan->total(PopulationKind::standardised, s, item)];
        };
        totals.life_years.push_back(value(DecisionItem::life_years));
        totals.discounted.push_back(value(DecisionItem::life_years_discounted));
        totals.qaly.push_back(value(DecisionItem::qaly));
        totals.cost.push_back(value(DecisionItem::cost));
        for (std::size_t i = 0; i < analysis.plan->outcomes().size(); ++i) {
            const Quantity& outcome = analysis.plan->outcomes()[i];
            if (outcome.strategy == s && outcome.endpoint == "rmst" &&
                outcome.bin(analysis.config.model.grid_per_year) == 40 && !outcome.comparator)
                totals.os_rmst.push_back(record.outcomes[i]);
        }
    }
    return totals;
}

// Utility 1 and no discount: QALYs are life years are the restricted mean, to rounding.
TEST(DecisionTotals, WithoutDiscountAreLifeYears) {
    double rate = 0;
    const Totals totals = simulate(with_economics("", ""), 10000, rate);
    for (std::size_t s = 0; s < 2; ++s) {
        EXPECT_NEAR(totals.qaly[s], totals.life_years[s], 1e-12);
        EXPECT_NEAR(totals.discounted[s], totals.life_years[s], 1e-12);
        EXPECT_NEAR(totals.life_years[s], totals.os_rmst[s], 1e-12);
        EXPECT_EQ(totals.cost[s], 0);
    }
}

// Alive at t with probability exp(-h t). Discounted at force d = ln 1.04, ten years are worth (1 - exp(-10 (h + d))) /
// (h + d); a death costs 100 times h times that. 10^6 patients: standard error below 0.004 years and 0.04; five of
// them, and far below that what discounting leaves out: (d w)^2 / 12 of what is paid once (w = 1/4 year).
TEST(DecisionTotals, EqualTheClosedForm) {
    const std::string costs =
        "[[economics.costs]]\ntransition = \"death\"\nvalue = 100\nsource = \"assumption\"\n"
        "[[economics.costs]]\nstate = \"alive\"\nvalue = 10\nsource = \"assumption\"\n"
        "[[economics.costs]]\nstrategy = \"new\"\nvalue = 7\nsource = \"assumption\"\n";
    double h = 0;
    const Totals totals = simulate(
        with_economics("discount_effects_per_year = 0.04\ndiscount_costs_per_year = 0.04\n", costs), 1000000, h);
    const double d = std::log(1.04);
    const double years = (1 - std::exp(-10 * (h + d))) / (h + d);
    EXPECT_NEAR(totals.qaly[0], years, 5 * 0.004);
    EXPECT_NEAR(totals.cost[0], 10 * years + 100 * h * years, 5 * 0.04 + 5 * 0.04);
    EXPECT_NEAR(totals.life_years[0], (1 - std::exp(-10 * h)) / h, 5 * 0.004);
    // The strategy's own cost is paid at time zero, undiscounted.
    const double without = simulate(with_economics("discount_effects_per_year = 0.04\ndiscount_costs_per_year = 0.04\n",
                                                   costs.substr(0, costs.rfind("[[economics"))),
                                    1000000, h)
                               .cost[1];
    EXPECT_NEAR(totals.cost[1] - without, 7, 1e-9);
}

// Errors are those of replicates where points of a design depend on each other.
TEST(DecisionTotals, ComeInReplicatesWhereADesignHasThem) {
    for (const auto& [design, replicates] : {std::pair{Design{DesignKind::monte_carlo, 4, 1}, 0U},
                                             std::pair{Design{DesignKind::latin_hypercube, 4, 2}, 2U}}) {
        const ScratchFolder scratch;
        const SmallAnalysis analysis(with_economics("", ""), design, scratch.path());
        psa::Store store = analysis.create();
        analysis.run(store);
        const auto loaded = psa::load_decision_draws(store, *analysis.plan, {PopulationKind::standardised}, 2);
        ASSERT_EQ(loaded.size(), 1U);
        EXPECT_EQ(loaded[0].replicates, replicates);
        EXPECT_EQ(loaded[0].draws(), 4U);
    }
}

TEST(DecisionTotals, WhatIsNotTalliedIsRefused) {
    const auto refusal = [](const std::string& costs) {
        try {
            load_config_text(with_economics("", costs), "test.toml");
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string("no error");
    };
    const std::string tail = "value = 1\nsource = \"assumption\"\n";
    EXPECT_NE(
        refusal("[[economics.costs]]\nstate = \"alive\"\nyears_since_entry = [0, 1]\n" + tail).find("state of its own"),
        std::string::npos);
    EXPECT_NE(refusal("[[economics.costs]]\nstate = \"alive\"\nages_years = [50, 60]\n" + tail)
                  .find("add a factor with kind"),
              std::string::npos);
    EXPECT_NE(refusal("[[economics.costs]]\n" + tail).find("of what?"), std::string::npos);
    EXPECT_EQ(refusal("[[economics.costs]]\nstate = \"alive\"\n" + tail), "no error");
}

}  // namespace
}  // namespace ibtr::test
