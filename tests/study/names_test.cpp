// Law: what states and endpoints are called decides no number. Names are drawn at random, reserved ones among them, and
// every number of a run and of the exact solution keeps its bits.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>

#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

constexpr double recurring = 0.12, of_cancer = 0.35, of_others = 0.04;  // hazards a year

/// Names of a model of resected colon cancer, and whether endpoints say their roles.
struct Naming {
    std::vector<std::string> states{"resected", "recurred", "dead_cancer", "dead_other"};
    std::vector<std::string> endpoints{"recurrence", "death_cancer", "death_other"};
    std::vector<std::size_t> order{0, 1, 2};
    bool roles = true;
    bool kinds = true;
};

std::string transition(const std::string& name, const std::string& from, const std::string& to, double rate,
                       const std::string& more = "") {
    return fmt::format(
        "[[transitions]]\nname = \"{}\"\nfrom = \"{}\"\nto = \"{}\"\nclock = \"time\"\nsource = \"assumption\"\n"
        "hazard = {{ family = \"exponential\", rate_per_year = {} }}\n{}",
        name, from, to, rate, more);
}

std::string colon_config(const Naming& naming) {
    static const char* const roles[] = {"recurrence", "cause", "other_cause"};
    static const char* const transitions[] = {"\"recur\"", "\"die\"", "\"die_free\", \"die_recurred\""};
    const std::vector<std::string>& s = naming.states;
    std::string text = fmt::format(
        "schema = 1\nname = \"colon\"\nhorizon_years = 10\nlandmarks_years = [5, 10]\npatients = 2000\n"
        "start_state = \"{}\"\n",
        s[0]);
    for (std::size_t i = 0; i < s.size(); ++i)
        text += fmt::format("[[states]]\nname = \"{}\"\n{}", s[i],
                            i < 2          ? ""
                            : naming.kinds ? "kind = \"death\"\n"
                                           : "absorbing = true\n");
    text += "[[strategies]]\nname = \"surgery\"\n[[strategies]]\nname = \"adjuvant\"\n";
    text += transition("recur", s[0], s[1], recurring, "hazard_ratios = [{ strategy = \"adjuvant\", value = 0.5 }]\n");
    text += transition("die_free", s[0], s[3], of_others) + transition("die", s[1], s[2], of_cancer) +
            transition("die_recurred", s[1], s[3], of_others);
    for (const std::size_t e : naming.order) {
        text += fmt::format("[endpoints.'{}']\ntransitions = [{}]\n", naming.endpoints[e], transitions[e]);
        if (naming.roles) text += fmt::format("role = \"{}\"\n", roles[e]);
    }
    return text;
}

/// Every number of estimates, under names that a naming does not touch.
std::map<std::string, double> numbers_of(const Model& model, const Estimates& estimates, const Naming& naming) {
    std::map<std::string, std::string> plain;
    const Naming usual;
    for (std::size_t e = 0; e < naming.endpoints.size(); ++e)
        plain["cif_" + naming.endpoints[e]] = "cif_" + usual.endpoints[e];
    for (std::size_t i = 0; i < naming.states.size(); ++i)
        plain["occupancy:" + naming.states[i]] = "occupancy:" + usual.states[i];
    const auto key = [&](const Quantity& quantity) {
        const auto known = plain.find(quantity.endpoint);
        return fmt::format("{} {} {} {}", known == plain.end() ? quantity.endpoint : known->second,
                           model.strategies[quantity.strategy].name, to_text(quantity.measure), quantity.time_years);
    };
    std::map<std::string, double> numbers;
    for (const CurvePoint& point : estimates.curves) numbers[key(point)] = point.estimate.value;
    for (const Contrast& contrast : estimates.contrasts) numbers[key(contrast)] = contrast.estimate.value;
    return numbers;
}

struct Numbers {
    std::map<std::string, double> simulated, exact;
};

Numbers numbers_of(const Naming& naming) {
    const Study study(load_config_text(colon_config(naming), "colon.toml"));
    const auto backend = make_backend("cpp", 1);
    return {numbers_of(study.model(), study.estimate(study.simulate(*backend)), naming),
            numbers_of(study.model(), study.estimate(study.solve({.budget_seconds = 0})), naming)};
}

Naming random_naming(std::uint64_t seed, std::vector<std::string> pool) {
    std::mt19937_64 random(seed);
    Naming naming;
    std::shuffle(pool.begin(), pool.end(), random);
    std::copy_n(pool.begin(), 4, naming.states.begin());
    std::shuffle(pool.begin(), pool.end(), random);
    std::copy_n(pool.begin(), 3, naming.endpoints.begin());
    std::shuffle(naming.order.begin(), naming.order.end(), random);
    return naming;
}

void expect_same(const std::map<std::string, double>& numbers, const std::map<std::string, double>& wanted) {
    ASSERT_EQ(numbers.size(), wanted.size());
    for (const auto& [key, value] : wanted) {
        const auto found = numbers.find(key);
        ASSERT_NE(found, numbers.end()) << key;
        EXPECT_TRUE(found->second == value || (std::isnan(found->second) && std::isnan(value))) << key;
    }
}

TEST(Names, DecideNoNumberWhereRolesAreSaid) {
    const Numbers usual = numbers_of(Naming{});
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE(seed);
        const Naming naming = random_naming(seed, {"death_bc", "death_other", "local", "distant", "second_recurrence",
                                                   "alive", "death", "tod", "recurrence", "death_cancer"});
        const Numbers named = numbers_of(naming);
        expect_same(named.simulated, usual.simulated);
        expect_same(named.exact, usual.exact);
    }
}

/// The numbers of configs/models/colon.toml in few patients and coarse bins, with other names for its endpoints.
Numbers numbers_of_shipped(const std::vector<std::string>& endpoints) {
    static const char* const shipped[] = {"recurrence", "death_after_recurrence", "death_free"};
    const std::string path = std::string(IBTR_CONFIGS) + "/models/colon.toml";
    std::ifstream file(path);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    Naming naming;
    naming.states = {"recurrence_free", "recurrence", "dead_after_recurrence", "dead_without_recurrence"};
    naming.endpoints = endpoints;
    for (std::size_t e = 0; e < endpoints.size(); ++e) {
        const std::string line = fmt::format("\n{} = {{ transitions", shipped[e]);
        const std::size_t at = text.find(line);
        if (at == std::string::npos) throw std::logic_error("no endpoint " + line);
        text.replace(at + 1, std::string(shipped[e]).size(), "'" + endpoints[e] + "'");
    }
    const Study study(load_config_text(
        text, path, {"patients=4000", "horizon_years=10", "landmarks_years=[5, 10]", "grid_per_year=1"}));
    const auto backend = make_backend("cpp", 1);
    return {numbers_of(study.model(), study.estimate(study.simulate(*backend)), naming),
            numbers_of(study.model(), study.estimate(study.solve({.budget_seconds = 0})), naming)};
}

TEST(Names, DecideNoNumberOfTheModelOfColonCancer) {
    const Numbers usual = numbers_of_shipped({"recurrence", "death_after_recurrence", "death_free"});
    ASSERT_TRUE(usual.exact.contains("os lev_5fu value 10"));
    for (const std::vector<std::string>& names :
         {std::vector<std::string>{"death_other", "local", "death_bc"}, {"distant", "second_recurrence", "x y"}}) {
        const Numbers named = numbers_of_shipped(names);
        expect_same(named.simulated, usual.simulated);
        expect_same(named.exact, usual.exact);
    }
}

// Without roles only what needs none is derived: overall survival and the restricted mean, of kinds alone.
TEST(Names, DecideNoSurvivalWhereNoRoleIsSaid) {
    Naming usual;
    usual.roles = false;
    usual.endpoints = {"a", "b", "c"};
    const Numbers wanted = numbers_of(usual);
    const auto survival = [](const std::map<std::string, double>& numbers) {
        std::map<std::string, double> found;
        for (const auto& [key, value] : numbers)
            if (key.starts_with("os ") || key.starts_with("rmst ")) found[key] = value;
        return found;
    };
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE(seed);
        Naming naming = random_naming(seed, {"u", "death_cancer", "death_others", "relapse", "x y", "women"});
        naming.roles = false;
        const Numbers named = numbers_of(naming);
        expect_same(survival(named.simulated), survival(wanted.simulated));
        expect_same(survival(named.exact), survival(wanted.exact));
    }
}

/// Alive t years after resection: constant hazards in a row, thinned by other deaths.
double alive(double t, double recurrence_hazard) {
    const double free = std::exp(-recurrence_hazard * t);
    const double recurred = recurrence_hazard / (of_cancer - recurrence_hazard) * (free - std::exp(-of_cancer * t));
    return std::exp(-of_others * t) * (free + recurred);
}

// The exact solver keeps 1e-8.
TEST(Names, SurvivalCountsEveryDeath) {
    for (const bool roles : {false, true}) {
        Naming naming;
        naming.roles = roles;
        const Numbers numbers = numbers_of(naming);
        for (const double t : {5.0, 10.0}) {
            EXPECT_NEAR(numbers.exact.at(fmt::format("os surgery value {}", t)), alive(t, recurring), 1e-7);
            EXPECT_NEAR(numbers.exact.at(fmt::format("os adjuvant value {}", t)), alive(t, recurring / 2), 1e-7);
        }
    }
}

// What follows from the roles of the field: recurrence-free survival in closed form, and the deaths of the cancer with
// the others censored, which independent constant hazards leave as if nobody died of anything else.
TEST(Names, RolesGiveTheEndpointsOfTheField) {
    const Numbers numbers = numbers_of(Naming{});
    const double free = std::exp(-(recurring + of_others) * 5);
    EXPECT_NEAR(numbers.exact.at("rfs surgery value 5"), free, 1e-7);
    EXPECT_NEAR(numbers.exact.at("dfs surgery value 5"), free, 1e-7);
    EXPECT_NEAR(numbers.exact.at("css surgery value 5"), alive(5, recurring) / std::exp(-of_others * 5), 1e-4);
    EXPECT_FALSE(numbers.exact.contains("bcss surgery value 5"));
}

// The fault that this file is about: an overall survival without the deaths of the cancer, printed without a word.
TEST(Names, DeathsUnderNamesThatSayNothingAreRefused) {
    Naming naming;
    naming.roles = naming.kinds = false;
    try {
        load_config_text(colon_config(naming), "colon.toml");
        ADD_FAILURE() << "loads";
    } catch (const ConfigError& error) {
        EXPECT_THAT(error.what(), HasSubstr("colon.toml:11: states.dead_cancer: "));
        EXPECT_THAT(error.what(), HasSubstr("write kind = \"death\" or kind = \"alive\""));
    }
}

// As before there were kinds: a state that endpoints of the reserved names reach by every way in is a death.
TEST(Names, ReservedOnesOfDeathsKeepTheirMeaning) {
    Naming old;
    old.roles = old.kinds = false;
    old.endpoints = {"distant", "death_bc", "death_other"};
    const Study study(load_config_text(colon_config(old), "colon.toml"));
    Naming stated;
    const auto exact = numbers_of(study.model(), study.estimate(study.solve({.budget_seconds = 0})), old);
    const Numbers numbers = numbers_of(stated);
    for (const char* key : {"os surgery value 5", "rmst surgery value 5", "os adjuvant hr 5", "dfs surgery value 5"})
        EXPECT_EQ(exact.at(key), numbers.exact.at(key)) << key;
    EXPECT_EQ(exact.at("bcss surgery value 5"), numbers.exact.at("css surgery value 5"));
}

std::string refusal(const Naming& naming, const std::string& endpoint) {
    const Model model = load_config_text(colon_config(naming), "colon.toml").model;
    try {
        resolve(model, {endpoint, "proportion", "surgery", "", "", ""});
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

TEST(Names, WhatDoesNotFollowIsRefusedWithTheLineToWrite) {
    EXPECT_EQ(refusal(Naming{}, "rfs"), "");
    EXPECT_THAT(refusal(Naming{}, "pfs"),
                HasSubstr("write [endpoints.NAME] with transitions = [\"TRANSITION\"] and role = \"progression\""));
    EXPECT_THAT(refusal(Naming{}, "cif_stoma"), HasSubstr("write stoma = [\"TRANSITION\", ...] under [endpoints]"));
    Naming silent;
    silent.roles = false;
    silent.endpoints = {"a", "b", "c"};
    EXPECT_THAT(refusal(silent, "css"), HasSubstr("role = \"cause\""));
    EXPECT_THAT(refusal(silent, "dfs"), HasSubstr("no role says whether the transition 'recur' is an event of it"));
}

}  // namespace
}  // namespace ibtr::test
