// A trace is the life that is counted: traces of all patients add up to the tallies of a run, counter by counter, in
// every way that a model is walked.

#include <gmock/gmock.h>

#include <numeric>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/study.hpp"
#include "trace/trace.hpp"
#include "trace/trace_report.hpp"

namespace ibtr::test {
namespace {

using trace::Address, trace::PatientTrace, trace::Sojourn;

/// A config at the parameters of a draw, or of the base case.
struct Traced {
    explicit Traced(const std::string& path, std::uint32_t draw_number = 0, bool drawn = false)
        : study(load_config({path, {}}), {.batches = 3, .patients = women_of(path)}),
          draw(draw_number),
          parameters(drawn ? sampled(study.model(), draw_number) : study.parameters()),
          population(make_population(study.model(), parameters)),
          tables(compile(study.model(), parameters, population, study.graph())) {}

    static Parameters sampled(const Model& model, std::uint32_t number) {
        return ParameterSampler(model, {.draws = number + 1}, model.seed).draw(number);
    }
    static std::uint64_t women_of(const std::string& path) {
        const Study whole(load_config({path, {}}));
        return std::max<std::uint64_t>(600, enough_patients(whole.population(), 1).value());
    }

    Study study;
    std::uint32_t draw;
    Parameters parameters;
    Population population;
    Tables tables;
};

/// Counters of the events of all patients' traces, as a simulation leaves them.
Tallies tallies_of_traces(const Traced& traced, const WorkPlan& plan) {
    Tallies tallies(plan.shape());
    const TallyShape& shape = plan.shape();
    for (std::size_t h = 0; h < traced.population.strata.size(); ++h)
        for (std::uint64_t index = 0; index < plan.allocation()[h]; ++index) {
            const PatientTrace patient = trace::trace_patient(traced.study.model(), traced.population, traced.tables,
                                                              {h, index, plan.seed(), plan.draw()});
            for (std::size_t s = 0; s < patient.lives.size(); ++s)
                for (const Sojourn& sojourn : patient.lives[s].sojourns) {
                    if (!sojourn.taken) continue;
                    const std::size_t bin = sojourn.tick >> shape.tick_shift;
                    const std::size_t at = shape.fine({s, traced.population.strata[h].cell, sojourn.edge, bin});
                    ++tallies.counts[at];
                    tallies.offsets[at] += sojourn.tick - (bin << shape.tick_shift);
                }
        }
    return tallies;
}

void expect_traces_to_be_tallied(const Traced& traced) {
    const Model& model = traced.study.model();
    const WorkPlan plan(model, traced.population, traced.study.graph(), model.patients, model.seed, traced.draw,
                        {0, model.patients});
    const Tallies expected = make_backend("cpp", 1)->simulate(traced.tables, plan, {});
    const Tallies found = tallies_of_traces(traced, plan);
    EXPECT_EQ(found.counts, expected.counts);
    EXPECT_EQ(found.offsets, expected.offsets);
    EXPECT_GT(std::accumulate(found.counts.begin(), found.counts.end(), std::uint64_t{0}), 100U);
}

class TracedConfig : public testing::TestWithParam<const char*> {};

TEST_P(TracedConfig, AddsUpToTheTalliesOfARun) {
    expect_traces_to_be_tallied(Traced(std::string(IBTR_SOURCE_DIR) + "/" + GetParam()));
}

// Clocks of all kinds, ages, cycles in time and of states, several starts, more than four exits, more than 16 states.
INSTANTIATE_TEST_SUITE_P(All, TracedConfig,
                         testing::Values("configs/ibtr.toml", "configs/two_state.toml", "configs/illness_death.toml",
                                         "configs/relapsing.toml", "configs/semi_markov_weibull.toml",
                                         "configs/first_year.toml", "configs/competing_risks_age.toml",
                                         "configs/models/hip_replacement.toml", "configs/models/sick_sicker.toml",
                                         "configs/evidence_model.toml", "tests/engine/starts.toml",
                                         "tests/engine/starts_in_cycles.toml", "tests/engine/clock_in_cycles.toml",
                                         "tests/engine/many_states.toml", "tests/engine/ties.toml"),
                         [](const auto& parameter) {
                             std::string name = parameter.param;
                             name = name.substr(name.rfind('/') + 1);
                             return name.substr(0, name.find('.'));
                         });

TEST(Trace, OfADrawAddsUpToTheTalliesOfThatDraw) {
    expect_traces_to_be_tallied(Traced(std::string(IBTR_SOURCE_DIR) + "/configs/ibtr.toml", 7, true));
}

// The same woman under every strategy: as long as she has been in the same states, the same random numbers.
TEST(Trace, HasTheSameRandomNumbersUnderEveryStrategy) {
    const Traced traced(std::string(IBTR_SOURCE_DIR) + "/configs/ibtr.toml");
    for (std::uint64_t index = 0; index < 50; ++index) {
        const PatientTrace patient = trace::trace_patient(traced.study.model(), traced.population, traced.tables,
                                                          {1, index, traced.study.model().seed, 0});
        for (const trace::Life& a : patient.lives)
            for (const trace::Life& b : patient.lives)
                for (const Sojourn& first : a.sojourns)
                    for (const Sojourn& second : b.sojourns) {
                        if (first.state != second.state || first.visit != second.visit || first.random.empty())
                            continue;
                        EXPECT_EQ(first.random.front().words, second.random.front().words);
                    }
    }
}

TEST(TraceAddress, IsAStratumByNumberOrByLevels) {
    const Study study(load_config({std::string(IBTR_SOURCE_DIR) + "/configs/ibtr.toml", {}}));
    const auto parse = [&](const std::string& text) {
        return trace::parse_address(study.model(), study.population(), text);
    };
    EXPECT_EQ(parse("2:17").stratum, 2U);
    EXPECT_EQ(parse("2:17").index, 17U);
    EXPECT_EQ(parse("age_band=56-67:17").stratum, 2U);
    EXPECT_EQ(parse("0:4398046511103").index, (std::uint64_t{1} << 42) - 1);
    const Study plain(load_config({std::string(IBTR_SOURCE_DIR) + "/configs/two_state.toml", {}}));
    EXPECT_EQ(trace::parse_address(plain.model(), plain.population(), "all:3").stratum, 0U);
}

TEST(TraceAddress, SaysWhatIsWrongAndWhatThereIs) {
    const Study study(load_config({std::string(IBTR_SOURCE_DIR) + "/configs/ibtr.toml", {}}));
    const auto message = [&](const std::string& text) {
        try {
            trace::parse_address(study.model(), study.population(), text);
        } catch (const UsageError& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    using testing::HasSubstr;
    EXPECT_THAT(message("17"), HasSubstr("expected STRATUM:INDEX"));
    EXPECT_THAT(message("4:0"), HasSubstr("there is no stratum 4; this config has 4: 0 (age_band=31-45)"));
    EXPECT_THAT(message("-1:0"), testing::Not("none"));
    EXPECT_THAT(message("0:-1"), HasSubstr("whole number from 0 to 4398046511103"));
    EXPECT_THAT(message("0:4398046511104"), HasSubstr("whole number from 0 to 4398046511103"));
    EXPECT_THAT(message("0:1e3"), HasSubstr("whole number"));
    EXPECT_THAT(message("0:"), HasSubstr("whole number"));
    EXPECT_THAT(message("all:0"), HasSubstr("4 strata have all; name one: 0 (age_band=31-45)"));
    EXPECT_THAT(message("age_band=99:0"), testing::Not("none"));
    EXPECT_THAT(message("grade=3:0"), HasSubstr("grade"));
}

}  // namespace
}  // namespace ibtr::test
