// The parameters of the evidence model that are not solved for, each against its source in the source's own setting.
// Solved ones: shipped_marginals_test.cpp; numbers as published and their errors: published_numbers_test.cpp.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "estimate/quantity_values.hpp"
#include "evidence_model.hpp"
#include "ibtr/hazard.hpp"
#include "statistical/model_under_test.hpp"

namespace ibtr::test {
namespace {

const Transition& transition(const Model& model, const std::string& name) {
    for (const Transition& one : model.transitions)
        if (one.name == name) return one;
    throw std::logic_error("no transition " + name);
}

std::vector<double> values_of(const Model& model, const std::vector<QuantityText>& texts) {
    std::vector<Quantity> quantities;
    for (const QuantityText& text : texts) quantities.push_back(resolve(model, text));
    return quantity_values(model, base_parameters(model), quantities, {.budget_seconds = 0});
}

/// One size, one age: what a test does not need costs only time.
const std::vector<std::string> few_strata{"factors.size.probabilities=[1, 0]",
                                          "factors.age_band.probabilities=[0, 1, 0, 0]"};

// Women without other deaths, after metastasis: half of each subtype is alive at a median whose ratio to the luminal
// one is as published (E09-02 to E09-04), whatever the common scale is.
TEST(EvidenceModel, SubtypesDieOfMetastasisInTheRatioOfPublishedMedians) {
    const Model model = evidence_model();
    const Transition& death = transition(model, "death_bc");
    const Parameters parameters = base_parameters(model);
    const auto hazard = make_cumulative_hazard(death.hazard, model, parameters);
    const double scale = parameter(model, "scale_death_bc");
    const std::map<std::string, double> months{
        {"luminal_a", 43.3}, {"luminal_b", 43.3}, {"her2_enriched", 50.1}, {"triple_negative", 14.8}};
    const std::size_t subtype = parse_women(model, "subtype=luminal_a").front().first;
    std::vector<double> alive;
    for (std::size_t level = 0; level < model.factors[subtype].levels.size(); ++level) {
        std::vector<std::size_t> levels(model.factors.size(), 0);
        levels[subtype] = level;
        const double ratio = hazard_multiplier(death, parameters, model.reference_strategy, levels);
        const long double years = months.at(model.factors[subtype].levels[level]) / 12;
        alive.push_back(std::exp(-ratio * static_cast<double>(hazard->at(years)) / scale));
    }
    for (const double one : alive) EXPECT_NEAR(one, alive.front(), 1e-12);
}

// Year 4 to year 1 after metastasis as published: 0.14 to 0.36 (E09-07, E09-08).
TEST(EvidenceModel, HazardAfterMetastasisFallsAsPublished) {
    const Model model = evidence_model();
    const auto hazard = make_cumulative_hazard(transition(model, "death_bc").hazard, model, base_parameters(model));
    const auto in_year = [&](int year) { return static_cast<double>(hazard->at(year) - hazard->at(year - 1)); };
    EXPECT_NEAR(in_year(4) / in_year(1), 0.14 / 0.36, 1e-12);
    EXPECT_NEAR(std::log(in_year(2) / in_year(1)), std::log(0.14 / 0.36) / 3, 1e-12);
    EXPECT_NEAR(in_year(9), in_year(4), 1e-12);
}

// P10 in its source's setting: hazard of metastasis after a local recurrence, 2.67 times that without one, in every
// stratum and under every strategy (pooled ratios), peaks averaged over five years.
TEST(EvidenceModel, LocalRecurrenceMultipliesTheHazardOfMetastasis) {
    const Model model = evidence_model({"parameters.peak_amplitude=0.8", "parameters.theta=1.7"});
    const Parameters parameters = base_parameters(model);
    const Transition &before = transition(model, "distant"), &after = transition(model, "distant_after_local");
    const auto first = make_cumulative_hazard(before.hazard, model, parameters);
    const auto second = make_cumulative_hazard(after.hazard, model, parameters);
    const Population population = make_population(model, parameters);
    for (const StrategyIndex strategy : model.simulated_strategies())
        for (const Stratum& stratum : population.strata) {
            const double rate =
                static_cast<double>(first->at(5)) / 5 * hazard_multiplier(before, parameters, strategy, stratum.levels);
            const double rate_after =
                static_cast<double>(second->at(1)) * hazard_multiplier(after, parameters, strategy, stratum.levels);
            ASSERT_NEAR(rate_after / rate, 2.67, 1e-9);
        }
}

/// Hazards of a transition [a year] beside the difference of the local hazards of repeat BCS and mastectomy.
class BesideLocal {
public:
    BesideLocal(const char* name, const std::vector<std::string>& changes)
        : model_(evidence_model(changes)),
          name_(name),
          true_recurrence_of_(parse_women(model_, "biology=true_recurrence").front().first) {
        for (StrategyIndex s; s < model_.strategies.size(); ++s) strategy_[model_.strategies[s].name] = s;
    }

    [[nodiscard]] std::vector<Stratum> strata() const { return make_population(model_, parameters_).strata; }
    [[nodiscard]] double hazard(const Stratum& stratum, const char* strategy) const {
        return hazard_of(name_, stratum, strategy);
    }
    [[nodiscard]] double local_difference(const Stratum& stratum) const {
        return hazard_of("local", stratum, "repeat_bcs") - hazard_of("local", stratum, "mastectomy");
    }
    [[nodiscard]] bool is_true_recurrence(const Stratum& stratum) const {
        return stratum.levels[true_recurrence_of_] == 0;
    }

private:
    [[nodiscard]] double hazard_of(const char* name, const Stratum& stratum, const char* strategy) const {
        const Transition& t = transition(model_, name);
        return static_cast<double>(make_cumulative_hazard(t.hazard, model_, parameters_)->at(1)) *
               hazard_multiplier(t, parameters_, strategy_.at(strategy), stratum.levels);
    }

    Model model_;
    const char* name_;
    std::size_t true_recurrence_of_;
    Parameters parameters_ = base_parameters(model_);
    std::map<std::string, StrategyIndex> strategy_;
};
constexpr std::array conserving_strategies{"repeat_bcs", "repeat_bcs_rt", "repeat_bcs_rt_regression"};

// Diversion: phi times the difference of the local hazards of repeat BCS and mastectomy, in true recurrences after
// mastectomy and nowhere else, untouched by theta.
TEST(EvidenceModel, DiversionIsAShareOfTheLocalDifference) {
    const BesideLocal diverted("diverted", {"parameters.phi=0.3", "parameters.theta=1.7"});
    for (const Stratum& stratum : diverted.strata()) {
        const double expected = diverted.is_true_recurrence(stratum) ? 0.3 * diverted.local_difference(stratum) : 0;
        ASSERT_NEAR(diverted.hazard(stratum, "mastectomy"), expected, 1e-12);
        for (const char* conserving : conserving_strategies) ASSERT_EQ(diverted.hazard(stratum, conserving), 0);
    }
}

// The same where a second recurrence after repeat BCS is treated by mastectomy: phi_after_lr2 times that difference, in
// true recurrences after any repeat BCS, never after mastectomy.
TEST(EvidenceModel, DiversionAfterASecondRecurrenceIsThatOfItsMastectomy) {
    const BesideLocal diverted("diverted_after_lr2", {"parameters.phi_after_lr2=0.3", "parameters.theta=1.7"});
    for (const Stratum& stratum : diverted.strata()) {
        const double expected = diverted.is_true_recurrence(stratum) ? 0.3 * diverted.local_difference(stratum) : 0;
        for (const char* conserving : conserving_strategies)
            ASSERT_NEAR(diverted.hazard(stratum, conserving), expected, 1e-12);
        ASSERT_EQ(diverted.hazard(stratum, "mastectomy"), 0);
    }
}

// Two peaks, in the second and the sixth year (E08-07), of 1 + amplitude times the hazard of the other years.
TEST(EvidenceModel, PeaksAreInYearsTwoAndSix) {
    const Model model = evidence_model({"parameters.peak_amplitude=0.8"});
    const auto hazard = make_cumulative_hazard(transition(model, "distant").hazard, model, base_parameters(model));
    const auto in_year = [&](int year) { return static_cast<double>(hazard->at(year) - hazard->at(year - 1)); };
    for (int year = 1; year <= 10; ++year)
        EXPECT_NEAR(in_year(year) / in_year(1), year == 2 || year == 6 ? 1.8 : 1, 1e-12) << year;
}

// E08-62: median 56 years, range 31 to 82.
TEST(EvidenceModel, AgesHaveThePublishedMedianAndRange) {
    const Model model = evidence_model();
    const Factor& ages = model.factors[*model.age_factor()];
    const Parameters parameters = base_parameters(model);
    double up_to_56 = 0;
    for (const Stratum& stratum : make_population(model, parameters).strata)
        if (ages.age_bands[stratum.levels[*model.age_factor()]].high_years <= 56) up_to_56 += stratum.weight;
    EXPECT_NEAR(up_to_56, 0.5, 1e-12);
    EXPECT_EQ(ages.age_bands.front().low_years, 31);
    EXPECT_EQ(ages.age_bands.back().high_years, 82);
}

// With probability of repeat BCS and of radiotherapy as in the registry: 1050 of 5098, and 259 of 1050 (E11-01,
// E11-04).
TEST(EvidenceModel, PracticeIsTheRegistrys) {
    const Model model = evidence_model();
    EXPECT_NEAR(parameter(model, "share_repeat_bcs"), 1050.0 / 5098, 5e-4);
    EXPECT_NEAR(parameter(model, "share_repeat_rt"), 259.0 / 1050, 5e-4);
    EXPECT_NEAR(parameter(model, "share_of_all_repeat_bcs") + parameter(model, "share_of_all_repeat_bcs_rt") +
                    parameter(model, "share_of_all_mastectomy"),
                1, 1e-12);
}

// With phi = 0 and phi_after_lr2 = 0 nothing is diverted: "never", not "rarely".
TEST(EvidenceModel, MechanismsAreOffByDefault) {
    const Model model = evidence_model();
    for (const Parameter& one : model.parameters)
        if (one.null_value && one.name.find("local") == std::string::npos) {
            EXPECT_EQ(one.value, one.null_value) << one.name;
        }
    EXPECT_EQ(parameter(model, "h_diverted"), 0);
    EXPECT_EQ(parameter(model, "h_diverted_after_lr2"), 0);
    EXPECT_TRUE(model.case_mixes.empty()) << "no selection";
}

// P7 and P(DFI): 11.6 % within 2 years, 37.1 % within 5, 30.0 % after 10; true recurrences 66 % and 24 %. The overall
// share of true recurrences follows: 0.371 * 0.66 + 0.629 * 0.24 = 0.396.
TEST(EvidenceModel, IntervalsAndBiologyAsPublished) {
    const Model model = evidence_model();
    const Parameters parameters = base_parameters(model);
    std::map<std::string, double> share;
    for (const Stratum& stratum : make_population(model, parameters).strata)
        for (std::size_t f = 0; f < model.factors.size(); ++f)
            share[model.factors[f].levels[stratum.levels[f]]] += stratum.weight;
    EXPECT_NEAR(share["upto_20_months"] + share["20_to_24_months"], 0.116, 1e-9);
    EXPECT_NEAR(share["60_to_120_months"] + share["over_120_months"], 1 - 0.371, 1e-9);
    EXPECT_NEAR(share["over_120_months"], 0.300, 1e-9);
    EXPECT_NEAR(share["true_recurrence"], 0.371 * 0.66 + 0.629 * 0.24, 1e-9);
    EXPECT_NEAR(share["her2_enriched"] + share["triple_negative"], 0.36, 1e-9) << "E08-65";
    // E10-29 to E10-32: the parts of one series make its whole.
    EXPECT_NEAR(share["upto_2_cm"] * ((1 - 0.286) * 15.2 + 0.286 * 31.2) + share["over_2_cm"] * 71.2, 29, 0.05);
}

// P12: without breast cancer, women of exactly 60 survive 5 and 10 years as the life table says: the products of
// 1 - q(60) ... 1 - q(64) and 1 - q(60) ... 1 - q(69) of its column, 0.9618 and 0.9077.
TEST(EvidenceModel, OtherDeathsFollowTheLifeTable) {
    const Model model =
        evidence_model({"parameters.h_distant=1e-12", "parameters.h_local=1e-12", "factors.size.probabilities=[1, 0]",
                        "factors.age_band.bands_years=[[31, 45], [45, 56], [60, 60], [67, 82]]",
                        "factors.age_band.probabilities=[0, 0, 1, 0]"});
    const auto alive =
        values_of(model, {{"os", "proportion", "any", "", "", "", 5}, {"os", "proportion", "any", "", "", "", 10}});
    EXPECT_NEAR(alive[0], 0.9618, 5e-5);
    EXPECT_NEAR(alive[1], 0.9077, 5e-5);
}

// Practice: one in four repeat operations with radiotherapy (E11-04), one woman in five with repeat BCS (E11-01).
// Within one stratum the mix is the weighted sum of its parts, to rounding.
TEST(EvidenceModel, PracticeIsAWeightedSum) {
    const Model model = evidence_model(few_strata);
    const auto value = values_of(model, {{"os", "proportion", "repeat_bcs", "", "", "", 5},
                                         {"os", "proportion", "repeat_bcs_rt", "", "", "", 5},
                                         {"os", "proportion", "mastectomy", "", "", "", 5},
                                         {"os", "proportion", "repeat_bcs_as_practised", "", "", "", 5},
                                         {"os", "proportion", "any", "", "", "", 5}});
    EXPECT_NEAR(value[3], 0.753 * value[0] + 0.247 * value[1], 1e-12);
    EXPECT_NEAR(value[4], 0.206 * value[3] + 0.794 * value[2], 1e-12);
}

// Direct effect: without an effect of second local recurrences, the hazard of metastasis after mastectomy is theta
// times that after repeat BCS in every class of equal hazard.
TEST(EvidenceModel, ThetaIsAHazardRatioWithinStrata) {
    const Model model = evidence_model({"parameters.theta=1.3", "parameters.hr_distant_after_local=1"});
    const auto ratio = values_of(model, {{"dmfs_net",
                                          "hr_stratified",
                                          "mastectomy",
                                          "repeat_bcs",
                                          "",
                                          "",
                                          5,
                                          {"dfi", "biology", "subtype", "size", "age_band"}}});
    EXPECT_NEAR(ratio[0], 1.3, 1e-6);
}

// Harm of repeat radiotherapy acts on other deaths.
TEST(EvidenceModel, HarmOfRepeatRadiotherapyIsWithinOtherDeaths) {
    std::vector<std::string> overrides = few_strata;
    overrides.insert(overrides.end(), {"parameters.hr_death_other_repeat_rt=2", "parameters.h_distant=1e-12"});
    const auto alive = values_of(evidence_model(overrides), {{"os", "proportion", "repeat_bcs_rt", "", "", "", 10},
                                                             {"os", "proportion", "repeat_bcs", "", "", "", 10}});
    // Ages are spread over eleven years: the mean of squares is above the square of the mean, by less than 1e-3.
    EXPECT_GE(alive[0], alive[1] * alive[1]);
    EXPECT_NEAR(alive[0], alive[1] * alive[1], 1e-3);
}

}  // namespace
}  // namespace ibtr::test
