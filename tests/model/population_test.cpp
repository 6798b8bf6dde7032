#include "ibtr/population.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Factor factor(const char* name, std::vector<std::string> levels, std::vector<std::size_t> given,
              std::vector<ConditionalRow> rows) {
    Factor result;
    result.name = name;
    result.levels = std::move(levels);
    result.given = std::move(given);
    result.rows = std::move(rows);
    return result;
}

/// Size depends on interval; strategy `conserving` (index 1) is given to other women.
Model selected(std::vector<CaseMix> mixes) {
    Model model;
    model.strategies = {{"mastectomy", "", {}}, {"conserving", "", {}}};
    model.factors = {
        factor("interval", {"short", "long"}, {}, {{{}, {0.4, 0.6}}}),
        factor("size", {"small", "large"}, {0}, {{{0}, {0.2, 0.8}}, {{1}, {0.7, 0.3}}}),
        factor("site", {"left", "right"}, {}, {{{}, {1.0, 0.0}}}),
    };
    model.group_factors = {0, 1, 2};
    model.case_mixes = std::move(mixes);
    return model;
}

struct Weights {
    explicit Weights(Model weighed_model, PopulationKind kind = PopulationKind::as_observed, std::size_t group = 0)
        : model(std::move(weighed_model)), population(make_population(model, parameters)) {
        values = cell_weights(model, parameters, population, 1, report_groups(model)[group], kind);
    }
    [[nodiscard]] double margin(std::size_t factor, std::size_t level) const {
        double sum = 0;
        for (std::size_t c = 0; c < values.size(); ++c)
            if (population.cells[c].levels[factor] == level) sum += values[c];
        return sum;
    }
    [[nodiscard]] double at(std::size_t interval, std::size_t size) const {
        for (std::size_t c = 0; c < values.size(); ++c)
            if (population.cells[c].levels[0] == interval && population.cells[c].levels[1] == size) return values[c];
        return 0;
    }

    Model model;
    Parameters parameters{{}};
    Population population;
    std::vector<double> values;
};

std::string refusal(const std::vector<CaseMix>& mixes, PopulationKind kind = PopulationKind::as_observed) {
    try {
        const Weights weights(selected(mixes), kind);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

// A case mix is what is known of the women treated: each stated margin must come out, also of factors that depend on
// each other, where replacing one margin moves the other. 1e-12 is the stopping rule of the fit.
TEST(CaseMix, MeetsEveryStatedMarginOfDependentFactors) {
    const Weights weights(selected({{1, 0, {0.1, 0.9}, ""}, {1, 1, {0.9, 0.1}, ""}}));
    EXPECT_NEAR(weights.margin(0, 0), 0.1, 1e-12);
    EXPECT_NEAR(weights.margin(1, 0), 0.9, 1e-12);
}

// Proportional fitting scales rows and columns, so it leaves the odds ratio of the population as it is.
TEST(CaseMix, KeepsTheAssociationBetweenFactors) {
    const Weights weights(selected({{1, 0, {0.1, 0.9}, ""}, {1, 1, {0.9, 0.1}, ""}}));
    const double odds = weights.at(0, 0) * weights.at(1, 1) / (weights.at(0, 1) * weights.at(1, 0));
    EXPECT_NEAR(odds, (0.2 * 0.3) / (0.8 * 0.7), 1e-9);
}

TEST(CaseMix, OfOneFactorReplacesItsMargin) {
    const Weights weights(selected({{1, 0, {0.1, 0.9}, ""}}));
    EXPECT_NEAR(weights.at(0, 0), 0.1 * 0.2, 1e-15);
    EXPECT_NEAR(weights.at(1, 1), 0.9 * 0.3, 1e-15);
}

TEST(CaseMix, RefusesWomenWhomThePopulationHasNot) {
    EXPECT_THAT(refusal({{1, 2, {0.9, 0.1}, ""}}),
                AllOf(HasSubstr("conserving"), HasSubstr("site"), HasSubstr("right"), HasSubstr("0.1")));
}

// Interval short only, size small only, where no such woman exists: no weights can do it.
TEST(CaseMix, RefusesMarginsThatContradictEachOther) {
    Model model = selected({{1, 0, {1.0, 0.0}, ""}, {1, 1, {1.0, 0.0}, ""}});
    model.factors[1].rows[0].probabilities = {0.0, 1.0};
    try {
        const Weights weights(std::move(model));
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("conserving"), HasSubstr("interval"), HasSubstr("size")));
    }
}

TEST(Standardisation, RefusesAClassThatAStrategyHasNoWomenOf) {
    EXPECT_EQ(refusal({{1, 0, {0.0, 1.0}, ""}}), "accepted");
    Model model = selected({{1, 0, {0.0, 1.0}, ""}});
    model.standardisation.over = {0};
    EXPECT_THROW(Weights(std::move(model), PopulationKind::standardised), UsageError);
}

/// Strategy 2 mixes the others; strategy 1 selects its women by size.
Model mixed(std::vector<CaseMix> mixes) {
    Model model = selected(std::move(mixes));
    model.strategies.push_back({"practice", "", {{std::nullopt, std::nullopt, {{0, 0.5}, {1, 0.5}}}}});
    return model;
}

std::vector<double> weights_of_mix(const Model& model, PopulationKind kind) {
    const Parameters parameters{{}};
    const Population population = make_population(model, parameters);
    return cell_weights(model, parameters, population, 2, report_groups(model).front(), kind);
}

// A component's case mix says who gets the component, not who gets the mix.
TEST(CaseMix, OfAComponentLeavesTheWomenOfTheMixUnknown) {
    const std::vector<double> nobody(4, 0.0);
    Model model = mixed({{1, 1, {0.9, 0.1}, ""}});
    EXPECT_EQ(weights_of_mix(model, PopulationKind::as_observed), nobody);
    EXPECT_NE(weights_of_mix(model, PopulationKind::standardised), nobody);
    model.standardisation.over = {0};
    EXPECT_EQ(weights_of_mix(model, PopulationKind::standardised), nobody);
    model.standardisation.over = {1};
    EXPECT_NE(weights_of_mix(model, PopulationKind::standardised), nobody);
    model.standardisation.to_treated = 2;
    EXPECT_THROW(weights_of_mix(model, PopulationKind::standardised), UsageError);
    model.case_mixes.push_back({2, 1, {0.5, 0.5}, ""});
    EXPECT_NE(weights_of_mix(model, PopulationKind::as_observed), nobody);
}

TEST(Groups, WithoutWomenHaveNoWeights) {
    const std::size_t right = 6;  // all, two intervals, two sizes, left, right
    const Weights weights(selected({}), PopulationKind::standardised, right);
    for (const double weight : weights.values) EXPECT_EQ(weight, 0);
}

TEST(Allocation, NamesACohortWithAWomanInEveryStratum) {
    Model model;
    model.factors = {factor("size", {"small", "large"}, {}, {{{}, {1023.0 / 1024, 1.0 / 1024}}})};
    const Parameters parameters{{}};
    const Population population = make_population(model, parameters);
    try {
        allocate(model, population, 100);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        // 512 women would be 0.5 for the rare stratum and 511.5 for the other: the tie goes to the first; from 513 on
        // more than half a woman is due to it.
        EXPECT_THAT(error.what(), AllOf(HasSubstr("size large"), HasSubstr("0.000976"), HasSubstr("--patients 513")));
    }
    EXPECT_EQ(allocate(model, population, 513), (std::vector<std::uint64_t>{512, 1}));
    EXPECT_EQ(enough_patients(population, 1), 513U);
    EXPECT_EQ(enough_patients(population, 2), 1537U);  // 1536 would be 1.5: the tie again
    EXPECT_EQ(enough_patients(make_population(Model{}, parameters), 1), 1U);
}

// Where remainders decide, a number can be enough and a larger one not; from the number that messages name on, all are:
// to 2,000 women above it, which changes every remainder, for one and for two women of every stratum, with weights that
// sum to 1, to a little more and to a little less.
TEST(Allocation, AllCohortsAreEnoughFromTheOneThatIsNamedOn) {
    std::vector<std::vector<double>> weights{{0.455, 0.255, 0.155, 0.105, 0.025, 0.005},
                                             {0.5, 0.3, 0.19 + 1e-12, 0.01},
                                             {0.1, 0.2, 0.69 - 1e-12, 0.01},
                                             {1.0 / 3, 1.0 / 3, 1.0 / 3},
                                             {0.6, 0.4 - 3e-3, 1e-3, 1e-3, 1e-3}};
    for (const std::vector<double>& row : weights) {
        Model model;
        std::vector<std::string> levels;
        for (std::size_t k = 0; k < row.size(); ++k) levels.push_back(std::to_string(k));
        model.factors = {factor("size", levels, {}, {{{}, {row.begin(), row.end()}}})};
        const Population population = make_population(model, Parameters{{}});
        const auto fewest_of_a_stratum = [&](std::uint64_t women) {
            try {
                const std::vector<std::uint64_t> share = allocate(model, population, women);
                return *std::min_element(share.begin(), share.end());
            } catch (const UsageError&) {
                return std::uint64_t{0};
            }
        };
        for (const std::uint64_t each : {1U, 2U}) {
            const std::uint64_t enough = enough_patients(population, each).value();
            for (std::uint64_t women = enough; women < enough + 2000; ++women)
                EXPECT_GE(fewest_of_a_stratum(women), each) << women;
        }
    }
    // With these there is a number that does, and a larger one that does not.
    Model model;
    model.factors = {
        factor("size", {"a", "b", "c", "d", "e", "f"}, {}, {{{}, {0.455, 0.255, 0.155, 0.105, 0.025, 0.005}}})};
    const Population population = make_population(model, Parameters{{}});
    bool did = false, failed_after = false;
    for (std::uint64_t women = 1; women < enough_patients(population, 1).value(); ++women) {
        try {
            allocate(model, population, women);
            did = true;
        } catch (const UsageError&) {
            failed_after = failed_after || did;
        }
    }
    EXPECT_TRUE(failed_after);
}

TEST(Allocation, RefusesAStratumThatNoCohortHasWomenOf) {
    Model model;
    model.factors = {factor("size", {"small", "large"}, {}, {{{}, {1.0, 1e-25}}})};
    const Parameters parameters{{}};
    const Population population = make_population(model, parameters);
    try {
        allocate(model, population, 100);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("size large"), HasSubstr("1e-25"), HasSubstr("pool")));
    }
    EXPECT_EQ(enough_patients(population, 1), std::nullopt);
}

}  // namespace
}  // namespace ibtr
