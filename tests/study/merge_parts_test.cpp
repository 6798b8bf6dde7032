// Parts of a run that come from somewhere else. A checksum is no secret: what a file says is held against what its
// config can have.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "ibtr/study.hpp"
#include "tally/check_tallies.hpp"

namespace ibtr::test {
namespace {

using ::testing::HasSubstr;

class ForeignTallies : public testing::TestWithParam<const char*> {
protected:
    [[nodiscard]] std::string answer(const std::function<void(Tallies&)>& change) const {
        Tallies changed = tallies_;
        change(changed);
        return impossible(changed, study_.plan(), study_.population(), study_.graph());
    }
    /// A counter of the first strategy that has events.
    [[nodiscard]] std::size_t with_events() const {
        std::size_t at = 0;
        while (tallies_.counts[at] == 0) ++at;
        return at;
    }

    Study study_{load_config({std::string(IBTR_CONFIGS) + "/" + GetParam(), {"patients=20011"}})};
    Tallies tallies_{study_.simulate(*make_backend("cpp", 1))};
};

TEST_P(ForeignTallies, ThoseOfASimulationCanBe) {
    EXPECT_EQ(answer([](Tallies&) {}), "");
}

TEST_P(ForeignTallies, ShapesAreThoseOfTheConfig) {
    for (std::size_t TallyShape::*size :
         {&TallyShape::strategies, &TallyShape::cells, &TallyShape::edges, &TallyShape::bins, &TallyShape::batches})
        for (const std::size_t value : {0U, 1U, 77U})
            EXPECT_THAT(answer([&](Tallies& tallies) {
                            TallyShape other = tallies.shape;
                            other.*size = other.*size == value ? value + 1 : value;
                            tallies = Tallies(other);
                        }),
                        HasSubstr("another shape"));
    EXPECT_THAT(answer([](Tallies& tallies) { ++tallies.shape.tick_shift; }), HasSubstr("another shape"));
    EXPECT_THAT(answer([](Tallies& tallies) { tallies.shape.interval_end_bins.pop_back(); }),
                HasSubstr("another shape"));
}

TEST_P(ForeignTallies, PatientsAreThoseOfTheConfig) {
    EXPECT_THAT(answer([](Tallies& tallies) { ++tallies.patients.back(); }), HasSubstr("number of patients"));
    EXPECT_THAT(answer([](Tallies& tallies) {
                    ++tallies.patients[0];
                    --tallies.patients[tallies.shape.cells];  // of the next batch
                }),
                HasSubstr("number of patients"));
}

TEST_P(ForeignTallies, NobodyLeavesWhoHasNotCome) {
    const std::size_t at = with_events();
    for (const std::uint64_t events :
         {std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 40, std::uint64_t{1} << 63})
        EXPECT_THAT(answer([&](Tallies& tallies) { tallies.counts[at] = events; }), HasSubstr("more events"));
    EXPECT_THAT(answer([&](Tallies& tallies) { tallies.counts[at] += 20011; }), HasSubstr("more events"));
}

TEST_P(ForeignTallies, BatchesAndOffsetsBelongToTheCounts) {
    const std::size_t at = with_events();
    EXPECT_THAT(answer([&](Tallies& tallies) { --tallies.counts[at]; }), testing::Not(""));
    EXPECT_THAT(answer([&](Tallies& tallies) { tallies.offsets[at] = tallies.counts[at] << tallies.shape.tick_shift; }),
                HasSubstr("outside the bins"));
    EXPECT_THAT(answer([](Tallies& tallies) { ++tallies.batch_counts[0]; }), HasSubstr("do not add up"));
    EXPECT_THAT(answer([](Tallies& tallies) { ++tallies.batch_offsets[0]; }), HasSubstr("do not add up"));
    EXPECT_THAT(answer([](Tallies& tallies) {
                    --tallies.batch_counts[0];
                    tallies.batch_counts.back() += 1;
                }),
                HasSubstr("do not add up"));
}

INSTANTIATE_TEST_SUITE_P(Configs, ForeignTallies, testing::Values("bench_markov.toml", "relapsing.toml", "ibtr.toml"));

}  // namespace
}  // namespace ibtr::test
