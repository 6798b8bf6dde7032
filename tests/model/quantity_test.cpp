// One table of measures and one parser of names: what is printed reads back as the same, what is unknown is an error.

#include "ibtr/quantity.hpp"

#include <gmock/gmock.h>

#include <set>

#include "ibtr/error.hpp"
#include "ibtr/model.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Model two_factors() {
    Model model;
    model.strategies = {{.name = "a", .label = "a", .mix = {}}, {.name = "b", .label = "b", .mix = {}}};
    model.states = {{"alive"}, {"dead", true, StateKind::death}};
    model.endpoints = {{"death_bc", {0}, EndpointRole::breast_cancer}};
    model.factors.resize(2);
    model.factors[0].name = "size";
    model.factors[0].levels = {"small", "large"};
    model.factors[1].name = "risk";
    model.factors[1].levels = {"low", "mid", "high"};
    return model;
}

std::string message_of(const QuantityText& text) {
    try {
        resolve(two_factors(), text);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

TEST(Measure, EveryOneReadsBackAsPrinted) {
    std::set<std::string> names;
    for (int i = 0; i <= static_cast<int>(Measure::difference); ++i) {
        const auto measure = static_cast<Measure>(i);
        EXPECT_EQ(traits(measure).measure, measure);
        EXPECT_EQ(find_measure(to_text(measure)), measure);
        EXPECT_EQ(parse_measure(to_text(measure)), measure);
        EXPECT_TRUE(names.insert(to_text(measure)).second) << to_text(measure) << " is a name of two";
    }
}

TEST(Measure, AnUnknownOneIsAnErrorAndNoHazardRatio) {
    EXPECT_EQ(find_measure("hazard"), std::nullopt);
    EXPECT_EQ(find_measure(""), std::nullopt);
    EXPECT_THROW(parse_measure("hr "), UsageError);
    EXPECT_THAT(message_of({"os", "rr_dead", "a", "", "", ""}), HasSubstr("measure 'rr_dead' is unknown"));
}

TEST(Measure, AllowedNamesComeFromTheTable) {
    EXPECT_THAT(measure_names(&MeasureTraits::published), ElementsAre("proportion", "rr_event", "rr_alive", "rd",
                                                                      "rmtl_ratio", "hr", "hr_stratified", "p_value"));
    EXPECT_THAT(measure_names(&MeasureTraits::solvable),
                ElementsAre("proportion", "rr_event", "rr_alive", "rd", "rmtl_ratio", "hr", "hr_stratified",
                            "cumulative_hazard_ratio", "share_distant"));
}

TEST(Quantity, IsWhatATextNames) {
    const Quantity quantity =
        resolve(two_factors(), {"os", "hr_stratified", "b", "a", "risk=low|high&size=large", "risk=mid", 5, {"size"}});
    EXPECT_EQ(quantity.measure, Measure::hr_stratified);
    EXPECT_EQ(quantity.strategy, StrategyIndex(1));
    EXPECT_EQ(quantity.comparator, StrategyIndex(0));
    EXPECT_EQ(quantity.population, PopulationKind::as_observed);
    EXPECT_EQ(quantity.group, (WomenClass{{1, {0, 2}}, {0, {1}}}));
    EXPECT_THAT(quantity.adjusted_for, ElementsAre(0U));
    EXPECT_EQ(quantity.time_years, 5);
}

// A proportion has no comparator: two texts that differ there name the same number.
TEST(Quantity, LeavesOutWhatItsMeasureHasNoUseFor) {
    const Quantity plain = resolve(two_factors(), {"os", "proportion", "b", "", "", ""});
    EXPECT_EQ(plain, resolve(two_factors(), {"os", "proportion", "b", "a", "", "risk=mid", {}, {"size"}}));
    EXPECT_EQ(plain.time_years, two_factors().validation.default_years);
}

TEST(Quantity, WhatTheModelLacksIsNamed) {
    EXPECT_THAT(message_of({"os", "hr", "c", "a", "", ""}), HasSubstr("strategy 'c' is unknown"));
    EXPECT_THAT(message_of({"os", "hr", "a", "c", "", ""}), HasSubstr("strategy 'c' is unknown"));
    EXPECT_THAT(message_of({"ddfs", "hr", "a", "b", "", ""}),
                HasSubstr("endpoint 'ddfs' (distant disease-free survival) is not in this"));
    EXPECT_THAT(message_of({"os", "hr", "a", "b", "age=old", ""}), HasSubstr("factor 'age' is unknown"));
    EXPECT_THAT(message_of({"os", "hr", "a", "b", "risk=none", ""}), HasSubstr("level of risk: 'none' is unknown"));
    EXPECT_THAT(message_of({"os", "hr", "a", "b", "", "", 5, {"age"}}), HasSubstr("factor 'age' is unknown"));
    QuantityText later{"os", "proportion", "a", "", "", ""};
    later.time_zero = TimeZero::metastasis;
    EXPECT_THAT(message_of(later), HasSubstr("time since metastasis needs one endpoint of the role \"distant\""));
}

// Without a comparator group the group itself is compared: everyone beside a group would silently become that.
TEST(Quantity, EveryoneIsNoComparatorOfAGroup) {
    EXPECT_THAT(message_of({"os", "rd", "a", "", "risk=low", "all", 5}), HasSubstr("name every level"));
    EXPECT_EQ(message_of({"os", "rd", "a", "b", "all", "all", 5}), "");
}

TEST(Women, ReadBackAsPrinted) {
    for (const char* text : {"size=small", "risk=low|high&size=large"})
        EXPECT_EQ(women_text(two_factors(), parse_women(two_factors(), text)), text);
    EXPECT_EQ(women_text(two_factors(), {}), "all");
    EXPECT_EQ(parse_women(two_factors(), "all"), WomenClass{});
    EXPECT_EQ(parse_women(two_factors(), ""), WomenClass{});
}

TEST(Endpoints, AreThoseThatTheSetsOfAModelGive) {
    EXPECT_THAT(endpoint_names(two_factors()),
                ElementsAre("os", "dfs", "bcss", "cif_death_bc", "occupancy:alive", "occupancy:dead", "rmst"));
    EXPECT_EQ(value_at_start(two_factors(), "os"), 1);
    EXPECT_EQ(value_at_start(two_factors(), "occupancy:alive"), 1);
    EXPECT_EQ(value_at_start(two_factors(), "occupancy:dead"), 0);
    EXPECT_EQ(value_at_start(two_factors(), "rmst"), 0);
}

}  // namespace
}  // namespace ibtr::test
