// Laws about --set: it changes what it names and nothing else, and an unknown path is an error.

#include <gmock/gmock.h>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

Model model_with(const std::vector<std::string>& overrides) {
    return load_config_text(example_config, "example.toml", overrides).model;
}

TEST(Override, ReachesEveryKindOfPlace) {
    EXPECT_EQ(model_with({"patients=5000"}).patients, 5000U);
    EXPECT_EQ(model_with({"patients=1e6"}).patients, 1000000U);
    EXPECT_EQ(model_with({"visit_limit=7"}).visit_limit, 7U) << "a legal key that the config leaves out";
    EXPECT_EQ(model_with({"validation.band_ratio=1.3"}).validation.band_ratio, 1.3) << "in a table that it leaves out";
    EXPECT_EQ(model_with({"landmarks_years=[1, 2]"}).landmarks_years, (std::vector<double>{1, 2}));
    EXPECT_EQ(model_with({"landmarks_years[0]=3"}).landmarks_years, (std::vector<double>{3, 10}));
    EXPECT_EQ(model_with({"start_state=\"well\""}).start_state, 0U);
    EXPECT_EQ(model_with({"transitions.death_ill.clock=time"}).transitions[1].clock, Clock::time) << "a bare word";
    EXPECT_EQ(std::get<double>(
                  model_with({"transitions.onset.hazard_ratios[0].value=3"}).transitions[0].hazard_ratios[0].value),
              3);
    EXPECT_EQ(std::get<ParameterRef>(
                  model_with({"transitions.onset.hazard.rate_per_year=h_double"}).transitions[0].hazard.coefficients[0])
                  .index,
              1U);
    EXPECT_EQ(model_with({"patients=1", "patients=2"}).patients, 2U) << "the last one holds";
}

// Law: the shorthand and the full path give the same model; the number loses the config's source.
TEST(Override, SetsParametersByNameOrPath) {
    for (const std::string path : {"parameters.h_onset", "parameters.h_onset.value"}) {
        const Parameter parameter = model_with({path + "=0.3"}).parameters[0];
        EXPECT_EQ(parameter.value, 0.3);
        EXPECT_EQ(parameter.source, "assumption");
        EXPECT_THAT(parameter.note, testing::HasSubstr("E1"));
    }
    const Parameter derived = model_with({"parameters.h_double=0.3"}).parameters[1];
    EXPECT_EQ(derived.value, 0.3) << "a value replaces the expression";
    EXPECT_EQ(derived.expression, "");
    EXPECT_EQ(model_with({"parameters.h_double.expression=3 * h_onset"}).parameters[1].expression, "3 * h_onset");
    EXPECT_EQ(model_with({"parameters.h_onset=0.3", "parameters.h_onset.source=E9"}).parameters[0].source, "E9");
}

void expect_refused(const std::string& override_text, const std::string& key, const std::string& message) {
    const auto problems = problems_of(example_config, {override_text});
    ASSERT_EQ(problems.size(), 1U) << override_text << '\n' << ConfigError(problems).what();
    EXPECT_EQ(problems[0].file, "--set");
    EXPECT_EQ(problems[0].line, 0);
    EXPECT_EQ(problems[0].key, key);
    EXPECT_THAT(problems[0].message, testing::HasSubstr(message));
}

TEST(Override, RefusesWhatItDoesNotKnow) {
    expect_refused("patiens=3", "patiens", "nearest: 'patients'");
    expect_refused("parameters.h_onst=3", "parameters.h_onst", "nearest: 'h_onset'");
    expect_refused("parameters.h_onset.valu=3", "parameters.h_onset.valu", "nearest: 'value'");
    expect_refused("transitions.onst.from=well", "transitions.onst.from", "nearest: 'onset'");
    expect_refused("transitions.onset.hazard_ratios[4].value=3", "transitions.onset.hazard_ratios[4].value", "[4]");
    expect_refused("validation.band_ration=3", "validation.band_ration", "nearest: 'band_ratio'");
    expect_refused("seed.x=3", "seed.x", "'x' is unknown");
    expect_refused("patients", "patients", "path.to.key=value");
    expect_refused("=3", "=3", "path.to.key=value");
    expect_refused("a..b=3", "a..b=3", "path.to.key=value");
    expect_refused("landmarks_years=[1, 2", "landmarks_years", "not valid TOML");
    expect_refused("seed=1\nbatches=3", "seed", "one value");
    expect_refused("seed=", "seed", "not valid TOML");
    expect_refused("extends=x.toml", "extends", "cannot be set here");
    expect_refused("seed=-1", "seed", "allowed: 0 to");
    expect_refused("parameters.h_double=-1", "parameters.h_double", "must be 0 or more");
}

// Law: all refused overrides are reported by one load.
TEST(Override, ReportsAllProblems) {
    EXPECT_EQ(problems_of(example_config, {"a=1", "seed=-1", "name=3"}).size(), 3U);
}

}  // namespace
}  // namespace ibtr::test
