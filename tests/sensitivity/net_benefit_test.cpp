// Sensitivity analyses of net monetary benefit, against closed forms and a plain integration.

#include "sensitivity/outcome_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "psa/small_analysis.hpp"
#include "reference/normal.hpp"
#include "sensitivity/deterministic.hpp"
#include "sensitivity/evaluation.hpp"
#include "sensitivity/sensitivity_report.hpp"
#include "sensitivity/value_of_information.hpp"

namespace ibtr::test {
namespace {

constexpr double horizon = 10, usual_utility = 0.6;

std::string parameter(const std::string& name, const std::string& unit, double value, const std::string& uncertainty) {
    return "[parameters." + name + "]\nvalue = " + std::to_string(value) + "\nunit = \"" + unit +
           "\"\nsource = \"assumption\"\n" + uncertainty + "\n";
}

std::string normal(double standard_error) {
    return "uncertainty = { family = \"normal\", standard_error = " + std::to_string(standard_error) + " }";
}

/// Two strategies with the same exponential hazard of death but for a ratio; the new one has a utility of its own and a
/// price at time zero; a year alive costs 500 and a death 2,000 under both.
struct Setting {
    double rate = 0.1, ratio = 1, utility = 0.75, price = 18000, discount = 0, state_cost = 0, death_cost = 0;
};

std::string config(const Setting& s, const std::string& uncertainties) {
    std::string text = one_hazard.substr(0, one_hazard.find("[parameters.rate]"));
    text += uncertainties + one_hazard.substr(one_hazard.find("[[states]]"));
    const std::string rate = std::to_string(s.discount);
    text += "[economics]\ncurrency = \"EUR\"\nwillingness_to_pay = [0, 20000]\ndiscount_effects_per_year = " + rate +
            "\ndiscount_costs_per_year = " + rate + "\nsource = \"assumption\"\n";
    const auto entry = [&](const std::string& table, const std::string& of, const std::string& value) {
        text += "[[economics." + table + "]]\n" + of + "value = " + value + "\nsource = \"assumption\"\n";
    };
    entry("utilities", "state = \"alive\"\n", std::to_string(usual_utility));
    entry("utilities", "state = \"alive\"\nstrategy = \"new\"\n", "\"utility\"");
    entry("costs", "strategy = \"new\"\n", "\"price\"");
    entry("costs", "state = \"alive\"\n", std::to_string(s.state_cost));
    entry("costs", "transition = \"death\"\n", std::to_string(s.death_cost));
    return text;
}

struct Analysis {
    explicit Analysis(const std::string& text) : loaded(load_config_text(text, "net_benefit.toml")) {
        loaded.model.batches = 2;
        graph = make_event_graph(loaded.model);
        plan = std::make_unique<psa::OutcomePlan>(loaded.model, graph, loaded.economics);
        benefit = std::make_unique<sensitivity::NetBenefit>(loaded.model, *plan);
        evaluate = benefit->added_to(sensitivity::exact_evaluation(loaded.model, graph, *plan, {}));
        base = std::make_unique<Parameters>(base_parameters(loaded.model));
    }
    [[nodiscard]] const Model& model() const { return loaded.model; }
    [[nodiscard]] ParameterSampler sampler(std::uint32_t draws) const {
        return {model(), {DesignKind::monte_carlo, draws, 1}, 7};
    }
    [[nodiscard]] std::size_t find(const char* outcome) const {
        return sensitivity::find_outcome(model(), benefit->outcomes(), outcome);
    }
    [[nodiscard]] sensitivity::Ranking ranking(const char* endpoint) const {
        return sensitivity::find_rankings(model(), benefit->outcomes(), {endpoint}).front();
    }

    LoadedConfig loaded;
    EventGraph graph;
    std::unique_ptr<psa::OutcomePlan> plan;
    std::unique_ptr<sensitivity::NetBenefit> benefit;
    sensitivity::Evaluate evaluate;
    std::unique_ptr<Parameters> base;
};

/// Net benefit of the new strategy less that of the usual one, by the trapezoid rule over 100,000 steps: the slow plain
/// reference. The error of the rule is below 1e-6 of any integral here.
double integrated(const Setting& s, double willingness) {
    constexpr int steps = 100000;
    const auto benefit = [&](double hazard, double utility, double price) {
        double sum = 0;
        for (int k = 0; k <= steps; ++k) {
            const double t = horizon * k / steps, weight = (k == 0 || k == steps ? 0.5 : 1.0) * horizon / steps;
            const double alive = std::exp(-hazard * t), value_now = std::pow(1 + s.discount, -t);
            sum += weight * value_now * alive * (willingness * utility - s.state_cost - hazard * s.death_cost);
        }
        return sum - price;
    };
    return benefit(s.rate * s.ratio, s.utility, s.price) - benefit(s.rate, usual_utility, 0);
}

/// Years alive of 10 at a hazard.
double years_alive(double hazard) {
    return (1 - std::exp(-horizon * hazard)) / hazard;
}

// Utility and price of the new strategy are bivariate normal with correlation 0.4, all else is known: its net benefit
// against the usual one is 20,000 x years x (utility - 0.6) - price, normal too, and what one of the two tells about it
// is normal with the standard deviation of its regression. Five standard errors, each less than a tenth of the value of
// perfect information.
TEST(NetBenefit, InformationEqualsTheClosedFormOfABivariateNormal) {
    constexpr double sd_utility = 0.03, sd_price = 3000, correlation = 0.4, willingness = 20000;
    const Setting s;
    const Analysis analysis(config(s, parameter("rate", "per_year", s.rate, "") +
                                          parameter("ratio", "ratio", s.ratio, "") +
                                          parameter("utility", "none", s.utility, normal(sd_utility)) +
                                          parameter("price", "none", s.price, normal(sd_price)) +
                                          "[[correlations]]\nparameters = [\"utility\", \"price\"]\nmatrix = [[1, "
                                          "0.4], [0.4, 1]]\nsource = \"assumption\"\n"));
    const auto draws = sensitivity::evaluate_draws(analysis.sampler(4000), 4000, analysis.evaluate, 2, {});
    const double slope = willingness * years_alive(s.rate);
    const double mean = slope * (s.utility - usual_utility) - s.price;
    const sensitivity::Ranking ranking = analysis.ranking("net_benefit.20000");
    for (std::size_t d = 0; d < 10; ++d) {
        const double utility = draws.inputs[0][d], price = draws.inputs[1][d];
        EXPECT_NEAR(draws.outcomes[d][ranking.positions[1]] - draws.outcomes[d][ranking.positions[0]],
                    slope * (utility - usual_utility) - price, 1e-3);
    }
    const double part_u = slope * sd_utility, part_p = sd_price;
    const double sd = std::sqrt(part_u * part_u + part_p * part_p - 2 * correlation * part_u * part_p);
    const std::vector<double> truths{
        reference::normal_loss(mean, sd), reference::normal_loss(mean, std::abs(part_u - correlation * part_p)),
        reference::normal_loss(mean, std::abs(correlation * part_u - part_p)), reference::normal_loss(mean, sd)};
    const auto rows = sensitivity::information_table(draws, {ranking}, {{draws.parameters[0], draws.parameters[1]}}, 9);
    ASSERT_EQ(rows.size(), truths.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_NEAR(rows[i].value.value, truths[i], 5 * rows[i].value.standard_error) << i;
        EXPECT_LT(rows[i].value.standard_error, 100);
    }
    EXPECT_GT(reference::normal_loss(mean, sd), 1000);
}

const std::string all_uncertain(const Setting& s) {
    return parameter("rate", "per_year", s.rate, normal(0.01)) + parameter("ratio", "ratio", s.ratio, normal(0.05)) +
           parameter("utility", "none", s.utility, normal(0.03)) + parameter("price", "none", s.price, normal(3000));
}

// Bins are a quarter of a year. Discounting errs by at most (d w^2 / 4) x 20,000 x 0.8 = 8 a death for stays, and by
// (d w / 2) x 2,000 = 8 for what a death costs (docs/psa.md); twice that, for two strategies.
TEST(NetBenefit, TornadoEqualsAPlainIntegration) {
    const Setting s{0.1, 0.8, 0.75, 18000, 0.03, 500, 2000};
    const Analysis analysis(config(s, all_uncertain(s)));
    const std::size_t outcome = analysis.find("new:net_benefit.20000:difference:10");
    EXPECT_NEAR(analysis.evaluate(*analysis.base)[outcome], integrated(s, 20000), 32);
    const auto rows = sensitivity::one_way(analysis.model(), *analysis.base, analysis.sampler(10),
                                           analysis.evaluate(*analysis.base), analysis.evaluate, 2, {});
    ASSERT_EQ(rows.size(), 4U);
    constexpr double z = 1.959963984540054;
    const std::vector<double> errors{0.01, 0.05, 0.03, 3000};
    for (const sensitivity::OneWay& row : rows)
        for (const int side : {-1, 1}) {
            Setting moved = s;
            double* const moves[] = {&moved.rate, &moved.ratio, &moved.utility, &moved.price};
            *moves[row.parameter] += side * z * errors[row.parameter];
            EXPECT_NEAR((side < 0 ? row.at_low : row.at_high)[outcome], integrated(moved, 20000), 32)
                << analysis.model().parameters[row.parameter].name;
        }
    // At a willingness of 0 it is what the strategies cost: 3 % of 18,000 do not hide in the tolerance.
    EXPECT_NEAR(rows[3].at_low[analysis.find("new:net_benefit.0:difference:10")],
                integrated({s.rate, s.ratio, s.utility, s.price - 3000 * z, s.discount, 500, 2000}, 0), 32);
}

// Without discount and other costs the new strategy is preferred where 20,000 (u years(h r) - 0.6 years(h)) exceeds
// its price.
TEST(NetBenefit, ThresholdsAreThoseOfTheHandSolvedModel) {
    const Setting s{0.1, 0.8, 0.7, 18000};
    const Analysis analysis(config(s, all_uncertain(s)));
    const auto ahead = [](double rate, double ratio, double utility) {
        return 20000 * (utility * years_alive(rate * ratio) - usual_utility * years_alive(rate));
    };
    const double base_gain = ahead(s.rate, s.ratio, s.utility);
    ASSERT_LT(std::abs(base_gain - s.price), 3000 * 1.9) << "the threshold is to lie within the interval";
    const auto scan =
        sensitivity::scan_parameters(analysis.model(), *analysis.base, analysis.sampler(10), analysis.evaluate, 2, {});
    const auto found = sensitivity::thresholds(analysis.model(), *analysis.base, analysis.evaluate, scan,
                                               analysis.ranking("net_benefit.20000").positions);
    std::vector<std::string> seen;
    for (const sensitivity::Threshold& change : found) {
        const std::string name = analysis.model().parameters[change.parameter].name;
        seen.push_back(name);
        const double at = change.value;
        if (name == "price") {
            EXPECT_NEAR(at, base_gain, 2e-6 * base_gain);
            EXPECT_EQ(analysis.model().strategies[change.best_below].name, "new");
        }
        // A threshold's error of a millionth of its size, times at most 200,000 for any of these.
        const Setting there{name == "rate" ? at : s.rate, name == "ratio" ? at : s.ratio,
                            name == "utility" ? at : s.utility, name == "price" ? at : s.price};
        EXPECT_NEAR(ahead(there.rate, there.ratio, there.utility), there.price, 0.4) << name;
    }
    EXPECT_THAT(seen, ::testing::IsSupersetOf({"price", "utility"}));
    // At a willingness of 0 the free strategy is the best whatever the values.
    EXPECT_TRUE(sensitivity::thresholds(analysis.model(), *analysis.base, analysis.evaluate, scan,
                                        analysis.ranking("net_benefit.0").positions)
                    .empty());
}

TEST(NetBenefit, GridNamesTheBestStrategyByEachRanking) {
    const Setting s{0.1, 0.8, 0.62, 18000};
    const Analysis analysis(config(s, all_uncertain(s)));
    const auto grid =
        sensitivity::two_way(analysis.model(), *analysis.base, analysis.sampler(10), 2, 3, 5, analysis.evaluate, 2, {});
    const sensitivity::Subject subject{
        analysis.model(),
        *analysis.base,
        analysis.benefit->outcomes(),
        {analysis.find("new:net_benefit.20000:difference:10")},
        sensitivity::find_rankings(analysis.model(), analysis.benefit->outcomes(), {"rmst", "net_benefit"}),
        "EUR"};
    std::istringstream csv(sensitivity::two_way_csv(subject, grid));
    std::string line;
    std::getline(csv, line);
    EXPECT_THAT(line, ::testing::EndsWith(",best_by_rmst,best_by_net_benefit:0,best_by_net_benefit:20000"));
    std::size_t rows = 0, preferred = 0;
    for (; std::getline(csv, line); ++rows) {
        const double utility = grid.first_values[rows / 5], price = grid.second_values[rows % 5];
        const double difference = 20000 * (utility * years_alive(0.08) - usual_utility * years_alive(0.1)) - price;
        EXPECT_NEAR(grid.outcomes[rows][subject.chosen[0]], difference, 1e-3);
        EXPECT_THAT(line, ::testing::EndsWith(std::string(",new,usual,") + (difference > 0 ? "new" : "usual")));
        preferred += difference > 0;
    }
    EXPECT_EQ(rows, 25U);
    EXPECT_GT(preferred, 0U);
    EXPECT_LT(preferred, 25U);
}

TEST(NetBenefit, NamesWhatStrategiesCanBeRankedBy) {
    const Setting s;
    const Analysis analysis(config(s, all_uncertain(s)));
    const auto& outcomes = analysis.benefit->outcomes();
    const auto rankings = sensitivity::find_rankings(analysis.model(), outcomes, {"qaly", "net_benefit"});
    ASSERT_EQ(rankings.size(), 3U);
    EXPECT_EQ(
        sensitivity::find_rankings(analysis.model(), outcomes, {"qaly", "net_benefit", "net_benefit.20000"}).size(), 3U)
        << "named twice, ranked once";
    EXPECT_EQ(rankings[2].endpoint, "net_benefit:20000");
    EXPECT_EQ(sensitivity::net_benefit_outcomes(outcomes, rankings).size(), 2U);
    try {
        sensitivity::find_rankings(analysis.model(), outcomes, {"cost"});
        FAIL() << "of cost more is not better";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("net_benefit.0, net_benefit.20000, os, qaly, rmst"));
    }
    EXPECT_THROW(sensitivity::find_rankings(analysis.model(), outcomes, {"net_benefit.30000"}), UsageError);
    // Without utilities and costs there is none, and nothing else changes.
    const psa::OutcomePlan plain(analysis.model(), analysis.graph);
    EXPECT_EQ(sensitivity::NetBenefit(analysis.model(), plain).outcomes().size(), plain.outcomes().size());
}

}  // namespace
}  // namespace ibtr::test
