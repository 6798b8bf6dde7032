// The files about costs and effects: their shape and types, and acceptability counted again from the rows of draws.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "economics/economics_tables.hpp"
#include "psa/decision_report.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

/// Three strategies: the second lowers the hazard, the third only betters life, at half the price.
std::string three_strategies() {
    std::string text = one_hazard;
    const auto insert = [&](const std::string& after, const std::string& what) {
        text.insert(text.find(after) + after.size(), what);
    };
    insert("name = \"new\"\n", "\n[[strategies]]\nname = \"third\"\n");
    insert("standard_error = 0.025 }\n",
           "\n[parameters.price]\nvalue = 9000\nunit = \"none\"\nsource = \"assumption\"\nuncertainty = { family = "
           "\"gamma\", standard_error = 3000 }\n\n[parameters.half_price]\nexpression = \"price / 2\"\nunit = "
           "\"none\"\nsource = \"assumption\"\n");
    text +=
        "[economics]\ncurrency = \"EUR 2023\"\nwillingness_to_pay = [0, 5000, 10000, 20000, 50000]\n"
        "discount_effects_per_year = 0.03\nsource = \"assumption\"\n"
        "[[economics.utilities]]\nstate = \"alive\"\nvalue = 0.8\nsource = \"assumption\"\n"
        "[[economics.utilities]]\nstate = \"alive\"\nstrategy = \"third\"\nvalue = 0.85\nsource = \"assumption\"\n"
        "[[economics.costs]]\nstrategy = \"new\"\nvalue = \"price\"\n"
        "[[economics.costs]]\nstrategy = \"third\"\nvalue = \"half_price\"\n";
    return text;
}

constexpr std::uint32_t many_draws = 300;

class DecisionFiles : public ::testing::Test {
protected:
    DecisionFiles() {
        analysis_.run(store_);
        const auto into = [](std::string& text) { return [&text](std::string_view more) { text += more; }; };
        psa::write_draw_tables(model(), *analysis_.plan, store_,
                               {into(tables_.effects), into(tables_.costs), into(tables_.parameters)});
        curves_ = psa::choice_curves(model(), *analysis_.plan, store_);
    }
    [[nodiscard]] const Model& model() const { return analysis_.config.model; }

    ScratchFolder scratch_;
    SmallAnalysis analysis_{three_strategies(), {DesignKind::monte_carlo, many_draws, 1}, scratch_.path()};
    psa::Store store_ = analysis_.create();
    struct {
        std::string effects, costs, parameters;
    } tables_;
    std::vector<psa::ChoiceCurve> curves_;
};

using Fields = std::vector<std::string>;

/// Lines of a plain file: no quotes, no empty fields, the last line ended.
std::vector<Fields> plain_rows(const std::string& text) {
    std::vector<Fields> rows(1, Fields(1));
    for (const char c : text) {
        if (c == '\n')
            rows.emplace_back(1);
        else if (c == ',')
            rows.back().emplace_back();
        else
            rows.back().back() += c;
    }
    EXPECT_EQ(rows.back(), Fields(1)) << "the last line has no end";
    rows.pop_back();
    return rows;
}

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// [draw][column] of a file whose every field is a finite number.
std::vector<std::vector<double>> matrix(const std::string& text, const Fields& header) {
    const std::vector<Fields> rows = plain_rows(text);
    EXPECT_EQ(rows.front(), header);
    std::vector<std::vector<double>> result;
    for (std::size_t d = 1; d < rows.size(); ++d) {
        EXPECT_EQ(rows[d].size(), header.size()) << "line " << d;
        result.emplace_back();
        for (const std::string& field : rows[d]) {
            const auto value = number(field);
            EXPECT_TRUE(value.has_value()) << "line " << d << ": " << field;
            result.back().push_back(value.value_or(0));
        }
    }
    return result;
}

// What `bcea(e, c)` and `make_psa_obj` take, read with read.csv: numeric matrices of one row a draw and one column a
// strategy, the same strategies in the same order in both; parameters of one row a draw. Names are such that R does not
// change them.
TEST_F(DecisionFiles, AreNumericMatricesOfARowADraw) {
    const Fields strategies{"usual", "new", "third"};
    const auto effects = matrix(tables_.effects, strategies), costs = matrix(tables_.costs, strategies);
    const auto parameters = matrix(tables_.parameters, {"rate", "price", "half_price", "ratio"});
    EXPECT_EQ(effects.size(), many_draws);
    EXPECT_EQ(costs.size(), many_draws);
    EXPECT_EQ(parameters.size(), many_draws);
    // Numbers read back to those of the store, in order of draws.
    std::size_t d = 0;
    store_.for_each([&](const psa::DrawRecord& record) {
        for (std::size_t s = 0; s < 3; ++s) {
            const auto total = [&](DecisionItem item) {
                return record.outcomes[analysis_.plan->total(PopulationKind::standardised, s, item)];
            };
            EXPECT_EQ(effects[d][s], total(DecisionItem::qaly));
            EXPECT_EQ(costs[d][s], total(DecisionItem::cost));
        }
        EXPECT_EQ(parameters[d], record.parameters);
        ++d;
    });
    for (d = 0; d < many_draws; ++d) {
        EXPECT_DOUBLE_EQ(costs[d][1], parameters[d][1]);
        EXPECT_DOUBLE_EQ(costs[d][2], parameters[d][2]);
    }
}

// The slow way round, from the text of the files alone: in every draw all pairs of strategies are compared. No two are
// ever equal here. Sums of 300 numbers of up to 4e5 agree to 1e-6.
TEST_F(DecisionFiles, AcceptabilityIsACountOverTheRowsOfDraws) {
    const Fields strategies{"usual", "new", "third"};
    const auto effects = matrix(tables_.effects, strategies), costs = matrix(tables_.costs, strategies);
    const std::vector<Fields> ceac = plain_rows(psa::ceac_csv(model(), curves_));
    const std::vector<Fields> evpi = plain_rows(psa::evpi_csv(model(), curves_));
    ASSERT_EQ(ceac.front(), (Fields{"population", "willingness_to_pay", "strategy", "net_benefit", "probability_best",
                                    "probability_best_uncorrected", "on_frontier"}));
    ASSERT_EQ(ceac.size(), 1U + 5 * 3);
    ASSERT_EQ(evpi.size(), 1U + 5);
    std::vector<std::string> frontier;
    for (std::size_t w = 0; w < 5; ++w) {
        const double willingness = number(evpi[1 + w][1]).value();
        std::vector<double> mean(3), wins(3);
        double informed = 0;
        for (std::size_t d = 0; d < many_draws; ++d) {
            std::vector<double> benefit;
            for (std::size_t s = 0; s < 3; ++s) benefit.push_back(willingness * effects[d][s] - costs[d][s]);
            for (std::size_t s = 0; s < 3; ++s) {
                mean[s] += benefit[s] / many_draws;
                bool best = true;
                for (std::size_t other = 0; other < 3; ++other)
                    if (other != s && benefit[other] >= benefit[s]) best = false;
                wins[s] += best ? 1 : 0;
            }
            informed += std::max({benefit[0], benefit[1], benefit[2]}) / many_draws;
        }
        EXPECT_EQ(wins[0] + wins[1] + wins[2], many_draws);
        const auto best = static_cast<std::size_t>(std::max_element(mean.begin(), mean.end()) - mean.begin());
        for (std::size_t s = 0; s < 3; ++s) {
            const Fields& row = ceac[1 + 3 * w + s];
            EXPECT_EQ(number(row[1]), willingness);
            EXPECT_EQ(row[2], strategies[s]);
            EXPECT_NEAR(number(row[3]).value(), mean[s], 1e-6);
            EXPECT_NEAR(number(row[5]).value(), wins[s] / many_draws, 1e-12);
            EXPECT_EQ(row[6], s == best ? "yes" : "no");
        }
        EXPECT_EQ(evpi[1 + w][2], strategies[best]);
        EXPECT_NEAR(number(evpi[1 + w][4]).value(), informed - mean[best], 1e-6);
        frontier.push_back(strategies[best]);
    }
    // Free, the usual strategy is the best; dear QALYs favour one of the others: the count is not of one and the same.
    EXPECT_EQ(frontier.front(), "usual");
    EXPECT_NE(frontier.back(), "usual");
}

// The third strategy costs 4,500 more than the usual one and gains 0.3 QALYs, the new one as much again for 0.1: ratios
// rise, all three are on the frontier.
TEST_F(DecisionFiles, TheTableForPeopleHasTheRatiosOfTheMeans) {
    const psa::Summary summary = analysis_.summary(store_);
    const auto mean = [&](std::size_t s, DecisionItem item) {
        return summary.outcomes[analysis_.plan->total(PopulationKind::standardised, s, item)].mean;
    };
    const auto ratio = [&](std::size_t s, std::size_t cheaper) {
        const auto rounded =
            static_cast<int>(std::lround((mean(s, DecisionItem::cost) - mean(cheaper, DecisionItem::cost)) /
                                         (mean(s, DecisionItem::qaly) - mean(cheaper, DecisionItem::qaly))));
        EXPECT_GT(rounded, 10000);
        std::string thousands = std::to_string(rounded);
        return thousands.insert(thousands.size() - 3, ",") + " a QALY against " + model().strategies[cheaper].name;
    };
    const std::string table = costs_and_effects_table(model(), *analysis_.plan->economics(),
                                                      psa::costs_and_effects(model(), *analysis_.plan, summary)) +
                              psa::choice_table(model(), curves_);
    EXPECT_THAT(table, ::testing::HasSubstr("A patient to 10 years, standardised; QALYs and EUR 2023 discounted"));
    EXPECT_THAT(table, ::testing::ContainsRegex("usual +[0-9.]+ +[0-9.]+ .*0 +on frontier\n  third"));
    EXPECT_THAT(table, ::testing::HasSubstr(ratio(2, 0)));
    EXPECT_THAT(table, ::testing::HasSubstr(ratio(1, 2)));
}

}  // namespace
}  // namespace ibtr::test
