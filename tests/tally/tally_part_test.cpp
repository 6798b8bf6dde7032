#include "tally/tally_part.hpp"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <cstring>

#include "estimate/tracked_cohort.hpp"
#include "ibtr/error.hpp"

namespace ibtr::test {
namespace {

const std::filesystem::path here = "here/tallies.part";

TallyPart example_part(PatientRange range, std::uint64_t seed = 1) {
    return {"config", "tables", seed, 300, range, TrackedCohort(example_model(), {.women = 300}).tallies()};
}

TEST(TallyPart, ReadsBackEqual) {
    const TallyPart part = example_part({100, 200});
    const TallyPart back = decode_part(encode_part(part), here);
    EXPECT_EQ(back.config_hash, part.config_hash);
    EXPECT_EQ(back.tables_digest, part.tables_digest);
    EXPECT_EQ(back.seed, part.seed);
    EXPECT_EQ(back.patients, part.patients);
    EXPECT_EQ(back.range, part.range);
    EXPECT_EQ(back.tallies.shape, part.tallies.shape);
    EXPECT_EQ(tally_digest(back.tallies), tally_digest(part.tallies));
}

TEST(TallyPart, EveryTruncationIsAStorageError) {
    const std::string bytes = encode_part(example_part({0, 300}));
    for (std::size_t size = 0; size < bytes.size(); size += size < 400 ? 1 : 997)
        EXPECT_THROW(decode_part(std::string_view(bytes).substr(0, size), here), StorageError) << size;
    EXPECT_THROW(decode_part(bytes + "x", here), StorageError);
}

TEST(TallyPart, EveryDamagedByteIsAStorageError) {
    std::string bytes = encode_part(example_part({0, 300}));
    for (std::size_t at = 0; at < bytes.size(); at += at < 400 ? 1 : 997) {
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
        EXPECT_THROW(decode_part(bytes, here), StorageError) << at;
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
    }
    EXPECT_NO_THROW(decode_part(bytes, here));
}

// The checksum is no secret. Law: a part that is read is written as the same bytes, so none of them is left unread.
TEST(TallyPart, BytesThatNoPartHasAreRefused) {
    const TallyPart part = example_part({0, 300});
    std::string bytes = encode_part(part);
    // After the mark, the version and both texts; seed, patients, range and five sizes come before the shift.
    const std::size_t at = 8 + 8 + 8 + part.config_hash.size() + 8 + part.tables_digest.size() + 9 * 8;
    ASSERT_EQ(static_cast<unsigned>(bytes[at]), part.tallies.shape.tick_shift);
    for (std::size_t byte = at + 1; byte < at + 8; ++byte) {
        std::string changed = bytes;
        changed[byte] = 1;
        const std::size_t before = changed.size() - sizeof(XXH64_hash_t);
        const XXH64_hash_t sum = XXH3_64bits(changed.data(), before);
        std::memcpy(changed.data() + before, &sum, sizeof sum);
        EXPECT_THROW(decode_part(changed, here), StorageError) << byte - at;
    }
}

std::vector<TallyPart> parts_of(std::vector<PatientRange> ranges) {
    std::vector<TallyPart> parts;
    for (const PatientRange& range : ranges) parts.push_back(example_part(range));
    return parts;
}

TallyPart merged(std::vector<TallyPart> parts) {
    PartMerger merger;
    char name = 'a';
    for (TallyPart& part : parts) merger.add(std::move(part), std::string(1, name++));
    return merger.take();
}

TEST(MergeParts, AddsPartsInAnyOrder) {
    const TallyPart whole = merged(parts_of({{200, 300}, {0, 50}, {50, 200}}));
    EXPECT_EQ(whole.range, (PatientRange{0, 300}));
    const TallyPart one = example_part({0, 300});
    for (std::size_t i = 0; i < one.tallies.counts.size(); ++i)
        ASSERT_EQ(whole.tallies.counts[i], 3 * one.tallies.counts[i]);
    for (std::size_t i = 0; i < one.tallies.patients.size(); ++i)
        ASSERT_EQ(whole.tallies.patients[i], 3 * one.tallies.patients[i]);
}

TEST(MergeParts, GapsAndOverlapsAreUsageErrors) {
    EXPECT_THROW(merged(parts_of({{0, 100}, {101, 300}})), UsageError);
    EXPECT_THROW(merged(parts_of({{0, 100}, {99, 300}})), UsageError);
    EXPECT_THROW(merged(parts_of({{1, 100}, {100, 300}})), UsageError);
    EXPECT_THROW(merged(parts_of({{0, 100}, {100, 299}})), UsageError);
    EXPECT_THROW(merged(parts_of({{0, 300}, {0, 300}})), UsageError);
    EXPECT_THROW(merged({}), UsageError);
    EXPECT_NO_THROW(merged(parts_of({{0, 100}, {100, 100}, {100, 300}})));
}

TEST(MergeParts, PartsOfDifferentRunsAreUsageErrors) {
    const auto refused = [](auto change) {
        std::vector<TallyPart> parts = parts_of({{0, 100}, {100, 300}});
        change(parts[1]);
        EXPECT_THROW(merged(std::move(parts)), UsageError);
    };
    refused([](TallyPart& part) { part.config_hash = "other"; });
    refused([](TallyPart& part) { part.tables_digest = "other"; });
    refused([](TallyPart& part) { part.seed = 2; });
    refused([](TallyPart& part) { part.patients = 301; });
    refused([](TallyPart& part) { part.tallies.shape.tick_shift = 4; });
}

}  // namespace
}  // namespace ibtr::test
