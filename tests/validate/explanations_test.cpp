// Scenarios that ask how strong an explanation would have to be: off, they are the evidence model; on, what they say.

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/study.hpp"

namespace ibtr::test {
namespace {

Study scenario(const std::string& name, std::vector<std::string> overrides = {}) {
    overrides.insert(overrides.begin(), "grid_per_year=2");
    return Study(load_config({std::string(IBTR_CONFIGS) + "/" + name + ".toml", overrides}));
}

std::vector<double> solved(const Study& study, const std::vector<QuantityText>& texts) {
    std::vector<Quantity> quantities;
    for (const QuantityText& text : texts) quantities.push_back(resolve(study.model(), text));
    return study.values(quantities, {.budget_seconds = 0});
}

double value_of(const Study& study, const std::string& name) {
    for (std::size_t i = 0; i < study.model().parameters.size(); ++i)
        if (study.model().parameters[i].name == name) return study.parameters().values()[i];
    throw std::logic_error("no such parameter: " + name);
}

QuantityText contrast(const std::string& endpoint, const std::string& measure, double years) {
    QuantityText text;
    text.endpoint = endpoint;
    text.measure = measure;
    text.strategy = "repeat_bcs_as_practised";
    text.comparator = "mastectomy";
    text.time_years = years;
    return text;
}
QuantityText proportion(const std::string& endpoint, const std::string& strategy, double years) {
    QuantityText text = contrast(endpoint, "proportion", years);
    text.strategy = strategy;
    text.comparator.clear();
    return text;
}

// The solver's own error is below 1e-8.
constexpr double same_to = 1e-7;

TEST(Explanations, AtTheirNullValuesAreTheEvidenceModel) {
    const std::vector<QuantityText> asked{contrast("os", "rr_alive", 5), contrast("os", "rr_alive", 10),
                                          proportion("cif_local", "repeat_bcs", 5)};
    const std::vector<double> base = solved(scenario("evidence_model"), asked);
    for (const char* name : {"early_direct_effect", "selection_joint", "selection_health"}) {
        const std::vector<double> values = solved(scenario(std::string("scenarios/") + name), asked);
        // Deaths from other causes are independent of the rest and cancel from the ratio, whatever their frailty is.
        EXPECT_NEAR(values[0], base[0], same_to) << name;
        EXPECT_NEAR(values[1], base[1], same_to) << name;
        if (std::string(name) == "selection_health") continue;  // frailty leaves more women to recur
        EXPECT_NEAR(values[2], base[2], same_to) << name;
    }
}

// Up to the end of the window the early effect is the constant one, also after a second local recurrence; later
// nothing but its consequences is left, so that fewer women have metastases than with the constant one.
TEST(Explanations, TheEarlyDirectEffectEndsWithItsWindow) {
    const std::vector<QuantityText> asked{proportion("cif_distant", "mastectomy", 2),
                                          proportion("cif_distant", "mastectomy", 3),
                                          proportion("cif_distant", "mastectomy", 10)};
    const std::string theta = "parameters.theta.value=1.7";
    const auto two = solved(scenario("scenarios/early_direct_effect", {theta}), asked);
    const auto three =
        solved(scenario("scenarios/early_direct_effect", {theta, "parameters.theta_year_3.value=1.7"}), asked);
    const auto constant = solved(scenario("scenarios/direct_effect", {theta}), asked);
    const auto none = solved(scenario("scenarios/early_direct_effect"), asked);
    EXPECT_NEAR(two[0], constant[0], same_to);
    EXPECT_NEAR(three[1], constant[1], same_to);
    EXPECT_LT(two[1], constant[1] - 1e-3);
    EXPECT_LT(three[2], constant[2] - 1e-3);
    EXPECT_GT(two[2], none[2] + 1e-3);
}

// The closed form of the two shares: women with either operation together are the population, and the odds are as
// asked.
TEST(Explanations, SelectionSharesHaveTheOddsAskedForAndAddUpToThePopulation) {
    for (const double asked : {0.4, 1.0, 2.0, 50.0}) {
        const Study study = scenario("scenarios/selection_joint",
                                     {"parameters.selection_odds_ratio.value=" + std::to_string(asked),
                                      "parameters.selection_odds_ratio_age.value=" + std::to_string(asked)});
        for (const std::string factor : {"size", "interval", "subtype", "age"}) {
            const double mastectomy = value_of(study, "favourable_" + factor + "_after_mastectomy");
            const double repeat = value_of(study, "favourable_" + factor + "_after_repeat_bcs");
            const double share = value_of(study, "selection_share");
            EXPECT_NEAR((1 - share) * mastectomy + share * repeat, value_of(study, "favourable_" + factor), 1e-12);
            EXPECT_NEAR(repeat / (1 - repeat) * (1 - mastectomy) / mastectomy, asked, 1e-9 * asked);
        }
    }
}

// One centre's numbers are in two files. Without the subtype they are the same women, but for the six digits to which
// selection_gentile writes its shares.
TEST(Explanations, OneCentresSelectionIsTheSameInBothFiles) {
    const std::vector<QuantityText> asked{contrast("os", "rr_alive", 5), contrast("os", "rr_alive", 10),
                                          proportion("os", "any", 5)};
    const auto joint = solved(
        scenario("scenarios/selection_joint_gentile", {"parameters.selection_odds_ratio_subtype.value=1"}), asked);
    const auto single = solved(scenario("scenarios/selection_gentile"), asked);
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_NEAR(joint[i], single[i], 1e-5) << i;
}

// Health moves deaths from other causes and no metastasis: after repeat BCS, where it is chosen, the hazard of other
// deaths is below that after mastectomy by the ratio of the two groups' mean hazards, at the start of follow-up. After
// half a year depletion has changed that by less than one part in a hundred.
TEST(Explanations, SelectionOnHealthMovesDeathsFromOtherCausesAlone) {
    const Study study =
        scenario("scenarios/selection_health",
                 {"parameters.selection_odds_ratio.value=3", "parameters.theta.value=1",
                  "parameters.hr_local_repeat_bcs.value=1", "parameters.hr_local_repeat_bcs_rt.value=1"});
    const auto values =
        solved(study, {proportion("cif_death_other", "repeat_bcs_as_practised", 0.5),
                       proportion("cif_death_other", "mastectomy", 0.5), contrast("dmfs_net", "hr", 10)});
    const double good = value_of(study, "hr_death_other_good"), poor = value_of(study, "hr_death_other_poor");
    const auto mean_hazard = [&](const std::string& after) {
        const double share = value_of(study, "favourable_after_" + after);
        return share * good + (1 - share) * poor;
    };
    EXPECT_NEAR(values[0] / values[1], mean_hazard("repeat_bcs") / mean_hazard("mastectomy"), 0.01);
    EXPECT_LT(values[0] / values[1], 0.9);
    // Metastasis by bins of half a year: who dies within one shifts the net hazard by its second order.
    EXPECT_NEAR(values[2], 1, 1e-5);
}

}  // namespace
}  // namespace ibtr::test
