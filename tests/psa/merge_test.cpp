// Shards of an analysis, each simulated into a store of its own, join to what one process stores; what does not fit
// together is refused by name.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/merge_stores.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

constexpr Design thirty{DesignKind::latin_hypercube, 30, 3};

class PsaShards : public testing::Test {
protected:
    std::filesystem::path make_shard(const std::string& name, DrawRange range, std::uint64_t seed = 3) {
        SmallAnalysis shard(one_hazard, thirty, scratch_.path());
        psa::Analysis description = shard.analysis();
        description.range = range;
        description.seed = seed;
        const std::filesystem::path path = scratch_.path() / name;
        psa::Store store = psa::Store::create(path, description, shard.config.model, shard.plan->outcomes());
        shard.run(store);
        return path;
    }
    static std::string refusal(const std::vector<std::filesystem::path>& shards) {
        try {
            psa::whole_of(shards);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "no error";
    }
    ScratchFolder scratch_;
};

TEST_F(PsaShards, JoinToTheWhole) {
    const SmallAnalysis whole(one_hazard, thirty, scratch_.path());
    std::string digest;
    {
        psa::Store store = whole.create();
        whole.run(store, 2);
        digest = whole.summary(store).digest;
    }
    const std::vector shards{make_shard("c", {19, 30}), make_shard("a", {0, 7}), make_shard("b", {7, 19})};
    const psa::Analysis joined = psa::whole_of(shards);
    EXPECT_EQ(psa::difference(joined, whole.analysis()), "");
    psa::Store store =
        psa::Store::create(scratch_.path() / "joined", joined, whole.config.model, whole.plan->outcomes());
    psa::copy_draws(shards, whole.config.model, whole.plan->outcomes(), store);
    EXPECT_TRUE(store.missing().empty());
    EXPECT_EQ(whole.summary(store).digest, digest);
}

TEST_F(PsaShards, GapsOverlapsAndStrangersAreRefused) {
    const auto a = make_shard("a", {0, 7}), b = make_shard("b", {7, 19}), c = make_shard("c", {19, 30});
    EXPECT_EQ(refusal({a, b, c}), "no error");
    EXPECT_EQ(refusal({a, c}), "draws 7 to 18 are in no shard");
    EXPECT_EQ(refusal({b, c}), "draws 0 to 6 are in no shard");
    EXPECT_EQ(refusal({a, b}), "draws 19 to 29 are in no shard");
    const auto again = make_shard("again", {6, 19});
    EXPECT_NE(refusal({a, again, c}).find("draws from 6 on are in another shard too"), std::string::npos);
    const auto other = make_shard("other", {19, 30}, 4);
    EXPECT_NE(refusal({a, b, other}).find("seed: 3 there, 4 here"), std::string::npos);
}

TEST_F(PsaShards, AnUnfinishedShardIsRefused) {
    const auto a = make_shard("a", {0, 29});
    SmallAnalysis shard(one_hazard, thirty, scratch_.path());
    psa::Analysis description = shard.analysis();
    description.range = {29, 30};
    const std::filesystem::path b = scratch_.path() / "b";
    { psa::Store::create(b, description, shard.config.model, shard.plan->outcomes()); }
    EXPECT_NE(refusal({a, b}).find("lacks 1 of its draws, draw 29 first"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
