// Law: each thing that can be wrong in a config gives exactly one problem, at its own line and key, that
// says what was found and what is allowed. The example itself loads, so each problem is the planted one.

#include <gmock/gmock.h>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

struct BadInput {
    std::string name;
    std::string find;  ///< in the example
    std::string replacement;
    std::string key;         ///< expected
    std::string line_holds;  ///< text in the expected line of the spoilt config
    std::string message;     ///< part of the expected message
};

void PrintTo(const BadInput& bad, std::ostream* stream) {
    *stream << bad.name;
}

class BadInputTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, IsReportedOnceAtItsLine) {
    const BadInput& bad = GetParam();
    const std::string text = replaced(example_config, bad.find, bad.replacement);
    const std::vector<Problem> problems = problems_of(text);
    ASSERT_EQ(problems.size(), 1U) << ConfigError(problems).what();
    EXPECT_EQ(problems[0].file, "example.toml");
    EXPECT_EQ(problems[0].key, bad.key);
    EXPECT_EQ(problems[0].line, line_of(text, bad.line_holds)) << problems[0].message;
    EXPECT_THAT(problems[0].message, testing::HasSubstr(bad.message));
}

/// One more transition, in front of [endpoints].
std::string another_transition(const std::string& name, const std::string& from, const std::string& to) {
    return "[[transitions]]\nname = \"" + name + "\"\nfrom = \"" + from + "\"\nto = \"" + to +
           "\"\nclock = \"sojourn\"\nhazard = { family = \"exponential\", rate_per_year = \"h_onset\" }\n\n[endpoints]";
}

const std::vector<BadInput> settings{
    {"SchemaVersion", "schema = 1", "schema = 2", "schema", "schema", "is 2; allowed: 1 to 1"},
    {"UnknownKey", "seed = 1", "sede = 1", "sede", "sede", "nearest: 'seed'"},
    {"MissingKey", "horizon_years = 10.0\n", "", "horizon_years", "schema", "missing"},
    {"WrongKind", "patients = 1000", "patients = \"many\"", "patients", "many", "expected a whole number"},
    {"Fraction", "patients = 1000", "patients = 10.5", "patients", "10.5", "expected a whole number"},
    {"PatientsZero", "patients = 1000", "patients = 0", "patients", "patients", "allowed: 1 to"},
    {"SeedNegative", "seed = 1", "seed = -1", "seed", "seed", "is -1; allowed: 0 to"},
    {"BatchesOne", "batches = 10", "batches = 1", "batches", "batches", "allowed: 2 to 1000"},
    {"HorizonZero", "horizon_years = 10.0\ngrid_per_year = 12\nlandmarks_years = [5, 10]",
     "horizon_years = 0\ngrid_per_year = 12\nlandmarks_years = []", "horizon_years", "horizon_years = 0", "above 0"},
    {"HorizonNotWholeBins", "horizon_years = 10.0", "horizon_years = 10.01", "horizon_years", "10.01",
     "whole number of bins"},
    {"TooManyBins", "horizon_years = 10.0", "horizon_years = 10000", "horizon_years", "10000", "at most 16384"},
    {"LandmarkNotWholeBins", "[5, 10]", "[5.01, 10]", "landmarks_years[0]", "5.01", "whole number of bins"},
    {"LandmarkBeyondHorizon", "[5, 10]", "[5, 11]", "landmarks_years[1]", "11", "at most the horizon"},
    {"LandmarksDescend", "[5, 10]", "[10, 5]", "landmarks_years", "[10, 5]", "must ascend"},
    {"UnknownStartState", "start_state = \"well\"", "start_state = \"wel\"", "start_state", "\"wel\"",
     "nearest: 'well'"},
    {"UnknownReference", "reference_strategy = \"standard\"", "reference_strategy = \"standart\"", "reference_strategy",
     "standart", "nearest: 'standard'"},
    {"UnknownGroup", "groups = [\"age\"]", "groups = [\"ago\"]", "groups[0]", "ago", "nearest: 'age'"},
    {"NotToml", "seed = 1", "seed = ", "", "seed", "not valid TOML"},
    {"DuplicateKey", "seed = 1", "seed = 1\nseed = 2", "", "seed = 2", "not valid TOML"},
};

const std::vector<BadInput> bad_parameters{
    {"NotANumber", "value = 0.1", "value = nan", "parameters.h_onset.value", "nan", "expected a finite number"},
    {"NegativeRate", "2 * h_onset", "-2 * h_onset", "parameters.h_double", "-2 *", "must be 0 or more"},
    {"MissingSource", "source = \"E1\"\n", "", "parameters.h_onset.source", "[parameters.h_onset]", "missing"},
    {"FormulaInSource", "\"E1\"", "\"=E1\"", "parameters.h_onset.source", "=E1", "a spreadsheet would compute it"},
    {"FormulaInNote", "source = \"E1\"", "source = \"E1\"\nnote = \"-ln(0.9)\"", "parameters.h_onset.note", "-ln(0.9)",
     "a spreadsheet would compute it"},
    {"FormulaInTitle", "seed = 1", "seed = 1\ntitle = \"@SUM(A1)\"", "title", "@SUM", "a spreadsheet would compute it"},
    {"FormulaInStrategyLabel", "name = \"new\"", "name = \"new\"\nlabel = \"+1+1\"", "strategies.new.label", "+1+1",
     "a spreadsheet would compute it"},
    {"EmptySource", "\"E1\"", "\"\"", "parameters.h_onset.source", "source = \"\"", "missing source"},
    {"UnknownUnit", "unit = \"probability\"", "unit = \"probabilty\"", "parameters.share.unit", "probabilty",
     "nearest: 'probability'"},
    {"UnitDoesNotFit", "rate_per_year = \"h_double\"", "rate_per_year = \"share\"",
     "transitions.fast_death.hazard.rate_per_year", "rate_per_year = \"share\"", "has the unit probability"},
    {"UnknownNameInExpression", "2 * h_onset", "2 * h_onse", "parameters.h_double.expression", "h_onse\"",
     "nearest: 'h_onset'"},
    {"ExpressionSyntax", "2 * h_onset", "2 * (h_onset", "parameters.h_double.expression", "(h_onset",
     "is no expression"},
    {"FunctionNotInLanguage", "2 * h_onset", "sin(h_onset)", "parameters.h_double.expression", "sin(",
     "is no expression"},
    {"ExpressionNotFinite", "2 * h_onset", "h_onset / 0", "parameters.h_double.expression", "/ 0",
     "not a finite number"},
    {"Cycle", "2 * h_onset", "2 * h_double", "parameters.h_double.expression", "2 * h_double", "h_double -> h_double"},
    {"ValueAndExpression", "expression = ", "value = 1\nexpression = ", "parameters.h_double", "[parameters.h_double]",
     "either value or expression"},
    {"UncertaintyFamily", "lognormal", "lognormall", "parameters.h_onset.uncertainty.family", "lognormall",
     "nearest: 'lognormal'"},
    {"UncertaintyTwice", "ci95 = [0.05, 0.2]", "ci95 = [0.05, 0.2], standard_error = 1",
     "parameters.h_onset.uncertainty", "standard_error", "exactly one of"},
    {"IntervalReversed", "[0.05, 0.2]", "[0.2, 0.05]", "parameters.h_onset.uncertainty.ci95", "[0.2, 0.05]",
     "the lower first"},
    {"FunctionAsName", "[parameters.share]",
     "[parameters.exp]\nvalue = 1\nunit = \"none\"\nsource = \"E\"\n[parameters.share]", "parameters.exp",
     "[parameters.exp]", "name of a function"},
};

const std::vector<BadInput> graph{
    {"NoWayOut", "[endpoints]", "[[states]]\nname = \"limbo\"\n" + another_transition("lost", "well", "limbo"),
     "states.limbo", "[[states]]\nname = \"limbo\"", "no transition leaves"},
    {"Unreachable", "name = \"dead\"\nabsorbing = true",
     "name = \"dead\"\nabsorbing = true\n[[states]]\nname = \"island\"\n"
     "absorbing = true",
     "states.island", "[[states]]\nname = \"island\"", "cannot be reached"},
    {"LeavesAbsorbing", "[endpoints]", another_transition("revival", "dead", "ill"), "transitions.revival.from",
     "from = \"dead\"", "is a death"},
    {"UnknownState", "to = \"ill\"", "to = \"il\"", "transitions.onset.to", "\"il\"", "nearest: 'ill'"},
    {"DuplicateState", "name = \"ill\"", "name = \"ill\"\n[[states]]\nname = \"ill\"", "states.ill",
     "[[states]]\nname = \"ill\"\n\n", "used twice"},
    {"DuplicateTransition", "[endpoints]", another_transition("onset", "well", "ill"), "transitions.onset",
     "[[transitions]]\nname = \"onset\"\nfrom = \"well\"\nto = \"ill\"\nclock = \"sojourn\"", "used twice"},
    {"UnknownClock", "clock = \"sojourn\"", "clock = \"sojurn\"", "transitions.death_ill.clock", "sojurn",
     "nearest: 'sojourn'"},
    {"UnknownFamily", "\"weibull\"", "\"weibul\"", "transitions.death_ill.hazard.family", "weibul\"",
     "nearest: 'weibull'"},
    {"KeyOfAnotherFamily", "shape = 0.8,", "shape = 0.8, mu = 1,", "transitions.death_ill.hazard.mu", "mu = 1",
     "takes shape, scale_years"},
    {"KeyOfFamilyMissing", "shape = 0.8, ", "", "transitions.death_ill.hazard.shape", "weibull", "missing"},
    {"ShapeZero", "shape = 0.8", "shape = 0", "transitions.death_ill.hazard.shape", "shape = 0", "must be above 0"},
    {"NegativeRatio", "value = 0.5,", "value = -0.5,", "transitions.onset.hazard_ratios[0].value", "-0.5",
     "must be 0 or more"},
    {"ValueAndValues", "value = 0.5, source", "value = 0.5, starts_years = [0], values = [1], source",
     "transitions.onset.hazard_ratios[0]", "starts_years", "needs either value, or starts_years and values"},
    {"NoValue", "value = 0.5, source", "source", "transitions.onset.hazard_ratios[0]", "hazard_ratios",
     "needs either value"},
    {"ValuesWithoutStarts", "value = 0.5,", "values = [1, 2],", "transitions.onset.hazard_ratios[0]", "values = [1",
     "belong together"},
    {"StartsDoNotBeginAtZero", "value = 0.5,", "starts_years = [1, 2], values = [1, 2],",
     "transitions.onset.hazard_ratios[0].starts_years", "starts_years = [1", "must begin with 0 and ascend"},
    {"TooFewValues", "value = 0.5,", "starts_years = [0, 2], values = [1],",
     "transitions.onset.hazard_ratios[0].values", "starts_years = [0", "expected 2"},
    {"NegativeLaterRatio", "value = 0.5,", "starts_years = [0, 2], values = [1, -1],",
     "transitions.onset.hazard_ratios[0].values[1]", "starts_years = [0", "must be 0 or more"},
    {"HazardForEveryone", "hazard_ratios = [{ strategy",
     "hazard_where = [{ hazard = { family = \"exponential\", rate_per_year = \"h_onset\" } }]\nhazard_ratios = [{ "
     "strategy",
     "transitions.onset.hazard_where[0]", "hazard_where", "holds for everyone"},
    {"TwoHazardsAtOnce", "hazard_ratios = [{ strategy",
     "hazard_where = [{ strategy = \"new\", hazard = { family = \"exponential\", rate_per_year = \"h_onset\" } }, "
     "{ factor = \"risk\", level = \"high\", hazard = { family = \"exponential\", rate_per_year = \"h_onset\" } }]\n"
     "hazard_ratios = [{ strategy",
     "transitions.onset.hazard_where[1]", "hazard_where", "may hold together with hazard_where[0]"},
    {"KeyOfAnotherHazardMissing", "hazard_ratios = [{ strategy",
     "hazard_where = [{ strategy = \"new\", hazard = { family = \"exponential\" } }]\nhazard_ratios = [{ strategy",
     "transitions.onset.hazard_where[0].hazard.rate_per_year", "hazard_where", "missing; the family exponential"},
    {"RiskRatioWithoutCycles", "hazard_ratios = [{ strategy",
     "risk_ratios = [{ value = 0.5, source = \"E\" }]\nhazard_ratios = [{ strategy", "transitions.onset.risk_ratios",
     "risk_ratios", "is for models in cycles"},
    {"ProbabilityWithoutCycles", "{ family = \"exponential\", rate_per_year = \"h_double\" }",
     "{ family = \"probability\", probability = \"share\" }", "transitions.fast_death.hazard.family",
     "family = \"probability\"", "is for models in cycles"},
    {"CycleIsNoWholeNumberOfBins", "seed = 1", "seed = 1\ncycle_years = 0.1", "cycle_years", "cycle_years",
     "0.1 years are 1.2 bins of 1/12 year"},
    {"CycleOfNoLength", "seed = 1", "seed = 1\ncycle_years = 0", "cycle_years", "cycle_years = 0",
     "longer than 0 years"},
    {"LevelWithoutFactor", "factor = \"risk\", level", "level", "transitions.onset.hazard_ratios[0]", "hazard_ratios",
     "belong together"},
    {"RatioForMix", "strategy = \"new\", factor", "strategy = \"practice\", factor",
     "transitions.onset.hazard_ratios[0].strategy", "\"practice\", factor", "is a mix"},
    {"LifeTableByTime", "clock = \"age\"", "clock = \"time\"\n", "transitions.death_well.clock",
     "clock = \"time\"\n\nhazard = { family = \"life_table\"", "needs clock = \"age\""},
    {"UnknownLifeTable", "table = \"women\"", "table = \"woman\"", "transitions.death_well.hazard.table", "\"woman\"",
     "nearest: 'women'"},
    {"EndpointUnknownTransition", "local = [\"onset\"]", "local = [\"onsett\"]", "endpoints.local[0]", "onsett",
     "nearest: 'onset'"},
    {"EndpointDerived", "local = [\"onset\"]", "os = [\"onset\"]", "endpoints.os", "os = [\"onset", "is derived"},
    {"DeathThatIsNone", "death_other = [\"death_well\"]", "death_other = [\"onset\"]", "endpoints.death_other[0]",
     "death_other = ", "not absorbing"},
    {"DeathThatNobodyCounts", "death_other = [\"death_well\"]", "death_elsewhere = [\"death_well\"]", "states.dead",
     "[[states]]\nname = \"dead\"", "'death_well' leads to it and is in no endpoint of deaths; write kind = \"death\""},
    {"DeathOfAnUnknownRole", "death_other = [\"death_well\"]",
     "end = { transitions = [\"death_well\"], role = \"other_causes\" }\ndeath_other = [\"death_well\"]",
     "endpoints.end.role", "other_causes", "nearest: 'other_cause'"},
    {"EndpointWithoutTransitions", "local = [\"onset\"]", "local = { role = \"local\" }", "endpoints.local.transitions",
     "local = { role", "missing"},
    {"LivingStateOfADeathEndpoint", "absorbing = true", "kind = \"alive\"\nabsorbing = true", "endpoints.death_bc[0]",
     "death_bc = ", "which is alive, but the role of 'death_bc' is breast_cancer"},
    {"UnknownKind", "absorbing = true", "kind = \"dead\"\nabsorbing = true", "states.dead.kind", "kind = \"dead\"",
     "nearest: 'death'"},
    {"DeathThatIsLeft", "absorbing = true", "kind = \"death\"\nabsorbing = false", "states.dead.absorbing",
     "absorbing = false", "nothing leaves a death"},
    {"CauseOfALivingState", "name = \"ill\"", "name = \"ill\"\ncause = \"cancer\"", "states.ill.cause",
     "cause = ", "write kind = \"death\""},
    {"KindOfSomeDeathsOnly", "name = \"ill\"", "name = \"ill\"\nkind = \"alive\"", "states.dead",
     "[[states]]\nname = \"dead\"", "other states say what they are; write kind = \"death\""},
    {"EmptyLabel", "name = \"ill\"", "name = \"ill\"\nlabel = \"\"", "states.ill.label", "label = ", "is empty"},
};

const std::vector<BadInput> cohort{
    {"ProbabilitiesDoNotSum", "probabilities = [0.5, 0.5]", "probabilities = [0.5, 0.6]", "factors.age.probabilities",
     "[0.5, 0.6]", "the sum is 1.1; it must be 1"},
    {"ProbabilityMissing", "probabilities = [0.5, 0.5]", "probabilities = [1.0]", "factors.age.probabilities", "[1.0]",
     "expected 2"},
    {"LevelNotCovered", "    { given = [\"50-60\"], probabilities = [0.7, 0.3] },\n", "", "factors.risk.rows",
     "rows = [", "no row covers age=50-60"},
    {"UnknownGivenLevel", "given = [\"50-60\"]", "given = [\"50-61\"]", "factors.risk.rows[1].given[0]", "50-61",
     "nearest: '50-60'"},
    {"UnknownParent", "given = \"age\"", "given = \"aga\"", "factors.risk.given", "\"aga\"", "nearest: 'age'"},
    {"BandOfThree", "[40, 50], ", "[40, 50, 60], ", "factors.age.bands_years[0]", "[40, 50, 60]", "low <= high"},
    {"LifeTableAgeGap", "first_age_years = 40", "first_age_years = 41", "transitions.death_well.hazard.table",
     "table = \"women\"", "does not cover the ages from 40"},
    {"DeathProbabilityOne", "[0.01, 0.02, 0.03]", "[0.01, 1.0, 0.03]", "life_tables.women.probabilities[1]",
     "1.0, 0.03]", "below 1"},
    {"MixWeightsDoNotSum", "standard = 0.75, new", "standard = 0.7, new", "strategies.practice.mix", "0.7,",
     "the sum is 0.95"},
    {"MixOfMix", "name = \"practice\"",
     "name = \"other\"\nmix = { practice = 1.0 }\n[[strategies]]\nname = \"practice\"", "strategies.other.mix.practice",
     "practice = 1.0", "is itself a mix"},
    {"MixUnknownStrategy", "mix = { standard = 0.75", "mix = { standart = 0.75", "strategies.practice.mix.standart",
     "standart", "nearest: 'standard'"},
    {"StandardisedTwice", "over = [\"risk\"]", "over = [\"risk\", \"risk\"]", "standardisation.over[1]",
     "over = [\"risk\", \"risk\"]", "names 'risk' twice"},
    {"StandardisationTo", "treated:new", "treated:nwe", "standardisation.to", "nwe", "nearest: 'new'"},
};

std::string case_name(const testing::TestParamInfo<BadInput>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Settings, BadInputTest, testing::ValuesIn(settings), case_name);
INSTANTIATE_TEST_SUITE_P(Parameters, BadInputTest, testing::ValuesIn(bad_parameters), case_name);
INSTANTIATE_TEST_SUITE_P(Graph, BadInputTest, testing::ValuesIn(graph), case_name);
INSTANTIATE_TEST_SUITE_P(Cohort, BadInputTest, testing::ValuesIn(cohort), case_name);

}  // namespace
}  // namespace ibtr::test
