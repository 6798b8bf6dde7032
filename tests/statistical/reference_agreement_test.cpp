/// The program against a second implementation that shares no code with it (tests/reference), and both against the
/// exact solver, on random models.
///
/// Law. Given the exact probabilities, an estimated proportion is a weighted sum of independent women: strata of
/// fixed size for the program, sampled strata for the plain implementation. Deviations are judged by Bernstein's
/// inequality, which needs no large counts; z (deviation over its true standard error) is reported for people.
///
/// Size. 200,000 women a strategy on both sides: a standard error of at most 0.0011.
///
/// Alpha. 1e-6 for the whole file: split evenly over the models and, by Bonferroni, over the comparisons of a model.
///
/// Tolerance, beside the statistical threshold: the error that the exact solution states for itself (3e-4 at most,
/// mostly 1e-5 and less), and 5e-6 for compiled tables (1e-6 in each survival probability) and whole ticks. It is a
/// hundredth of a standard error.
///
/// Power. The last tests plant faults (a hazard 5 % higher, another clock), which must be noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agreement.hpp"
#include "expect_agreement.hpp"
#include "ibtr/config.hpp"
#include "model/endpoint_rules.hpp"
#include "random_config.hpp"

namespace ibtr::test {
namespace {

Model random_model(std::uint64_t seed) {
    return load_config_text(random_config(seed), "random_" + std::to_string(seed)).model;
}

Model random_model_in_cycles(std::uint64_t seed) {
    return load_config_text(random_config_in_cycles(seed), "cycles_" + std::to_string(seed)).model;
}

class ReferenceAgreement : public testing::TestWithParam<std::uint64_t> {};

TEST_P(ReferenceAgreement, ProgramPlainAndExactAgree) {
    expect_agreement(ModelUnderTest(random_model(GetParam())), GetParam());
}
INSTANTIATE_TEST_SUITE_P(RandomModels, ReferenceAgreement, testing::Range<std::uint64_t>(1, models + 1));

/// In cycles the exact solution has no step error, and events no ticks to be rounded to.
class AgreementInCycles : public ReferenceAgreement {};
TEST_P(AgreementInCycles, ProgramPlainAndExactAgree) {
    expect_agreement(ModelUnderTest(random_model_in_cycles(GetParam())), GetParam());
}
INSTANTIATE_TEST_SUITE_P(RandomModels, AgreementInCycles, testing::Range<std::uint64_t>(1, models_in_cycles + 1));

/// What the random models cover; a change of the generator must not lose any of it.
TEST(RandomConfig, CoversFamiliesClocksCyclesAndManyExits) {
    std::map<HazardFamily, int> families, further_families;
    std::map<Clock, int> clocks;
    int zero_ratios = 0, cycles = 0, second_blocks = 0, conditional_factors = 0, ages = 0;
    int other_hazards = 0, changing_ratios = 0, by_strategy = 0;
    for (std::uint64_t seed = 1; seed <= models; ++seed) {
        const Model model = random_model(seed);
        std::vector<int> exits(model.states.size(), 0);
        bool backward = false;
        for (const Transition& transition : model.transitions) {
            ++families[transition.hazard.family];
            ++clocks[transition.clock];
            ++exits[transition.from];
            backward = backward || transition.to < transition.from;
            for (const HazardRatio& ratio : transition.hazard_ratios) {
                zero_ratios += std::get<double>(ratio.value) == 0 ? 1 : 0;
                changing_ratios += ratio.changes.empty() ? 0 : 1;
            }
            for (const HazardWhere& where : transition.hazard_where) {
                ++other_hazards;
                ++further_families[where.hazard.family];
                by_strategy += where.strategy ? 1 : 0;
            }
        }
        cycles += backward ? 1 : 0;
        second_blocks += *std::max_element(exits.begin(), exits.end()) > 4 ? 1 : 0;
        for (const Factor& factor : model.factors) conditional_factors += factor.given.empty() ? 0 : 1;
        ages += model.age_factor() ? 1 : 0;
    }
    EXPECT_EQ(families.size(), 9U);
    EXPECT_EQ(clocks.size(), 3U);
    for (const HazardFamily family : {HazardFamily::gamma, HazardFamily::generalised_f, HazardFamily::spline_odds,
                                      HazardFamily::spline_normal, HazardFamily::cumulative_hazard})
        EXPECT_GE(further_families[family], 1) << static_cast<int>(family);
    for (const int covered :
         {zero_ratios, cycles, second_blocks, conditional_factors, ages, other_hazards, changing_ratios, by_strategy})
        EXPECT_GE(covered, 2);
}

/// The transition that most women take at some time, over strategies and strata.
std::size_t most_frequent_transition(const ModelUnderTest& study) {
    const ExpectedTallies expected = study.solve_tables();
    std::vector<double> frequency(study.model.transitions.size(), 0.0);
    for (SimulatedIndex a; a < expected.strategies; ++a)
        for (StratumIndex h; h < expected.strata; ++h)
            for (EdgeIndex e; e < expected.edges; ++e)
                for (std::size_t bin = 0; bin < expected.bins; ++bin)
                    frequency[study.graph.edges[e].transition] +=
                        study.population.strata[h].weight * expected.probability[expected.index(a, h, e, bin)];
    return static_cast<std::size_t>(std::max_element(frequency.begin(), frequency.end()) - frequency.begin());
}

/// Planted faults on some of the models above, at the same sizes and thresholds.
class PlantedFault : public testing::TestWithParam<std::uint64_t> {};

TEST_P(PlantedFault, HazardFivePercentHigherInTheProgramIsNoticed) {
    const ModelUnderTest truth(random_model(GetParam()));
    Model changed = truth.model;
    changed.transitions[most_frequent_transition(truth)].hazard_ratios.push_back({{}, {}, {}, 1.05, "planted"});
    const Verdict verdict = compare(ModelUnderTest(changed), truth, truth, GetParam());
    EXPECT_FALSE(verdict.program_exact.failures().empty());
    EXPECT_FALSE(verdict.program_plain.failures().empty());
    EXPECT_TRUE(verdict.plain_exact.failures().empty());
}

TEST_P(PlantedFault, HazardFivePercentHigherInTheReferenceIsNoticed) {
    const ModelUnderTest truth(random_model(GetParam()));
    Model changed = truth.model;
    changed.transitions[most_frequent_transition(truth)].hazard_ratios.push_back({{}, {}, {}, 1.05, "planted"});
    const Verdict verdict = compare(truth, ModelUnderTest(changed), truth, GetParam());
    EXPECT_FALSE(verdict.plain_exact.failures().empty());
    EXPECT_FALSE(verdict.program_plain.failures().empty());
    EXPECT_TRUE(verdict.program_exact.failures().empty());
}
INSTANTIATE_TEST_SUITE_P(RandomModels, PlantedFault, testing::Values<std::uint64_t>(5, 7, 13));

/// Every transition on the time clock instead of its sojourn clock, in the program only: noticed wherever enough women
/// come to such a state late, in two of the first four models at least.
TEST(PlantedClock, IsNoticed) {
    std::size_t tried = 0, noticed = 0;
    for (std::uint64_t seed = 1; seed <= models && tried < 4; ++seed) {
        const ModelUnderTest truth(random_model(seed));
        Model changed = truth.model;
        bool differs = false;
        for (Transition& transition : changed.transitions) {
            if (transition.clock != Clock::sojourn || transition.from == changed.start_state) continue;
            if (transition.hazard.family == HazardFamily::exponential) continue;
            transition.clock = Clock::time;
            differs = true;
        }
        if (!differs) continue;
        ++tried;
        noticed += compare(ModelUnderTest(changed), truth, truth, seed).program_plain.failures().empty() ? 0 : 1;
    }
    EXPECT_EQ(tried, 4U);
    EXPECT_GE(noticed, 2U);
}

}  // namespace
}  // namespace ibtr::test
