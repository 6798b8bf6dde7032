// Parts of a run from elsewhere, each with the checksum that its bytes have: read whole or refused, written back as
// they were read, merged, and held against the model that they are said to be of.
#include <xxhash.h>

#include <cstring>

#include "fuzz/fuzz.hpp"
#include "ibtr/study.hpp"
#include "tally/check_tallies.hpp"
#include "tally/tally_part.hpp"

namespace {

using namespace ibtr;

const Study& study() {
    static const Study one(load_config(std::string(IBTR_FUZZ_SEEDS "/model/groups.toml")));
    return one;
}

/// The bytes with their last eight made the checksum of the others.
std::string with_checksum(std::string bytes) {
    if (bytes.size() < sizeof(XXH64_hash_t)) return bytes;
    const std::size_t before = bytes.size() - sizeof(XXH64_hash_t);
    const std::uint64_t sum = XXH3_64bits(bytes.data(), before);
    std::memcpy(bytes.data() + before, &sum, sizeof sum);
    return bytes;
}

void judge(const Tallies& tallies) {
    const std::string wrong = impossible(tallies, study().plan(), study().population(), study().graph());
    if (wrong.empty()) fuzz::accepted([&] { static_cast<void>(study().estimate(tallies)); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes = with_checksum(fuzz::text_of(data, size));
    std::optional<TallyPart> part;
    if (!fuzz::accepted([&] { part = decode_part(bytes, "fuzz.part"); })) return 0;
    fuzz::require(encode_part(*part) == bytes, "a part that was read is written as it was");
    judge(part->tallies);
    // Beside itself it overlaps; as the other half it is one more part.
    for (const bool as_other_half : {false, true})
        fuzz::accepted([&] {
            PartMerger merger;
            merger.add(*part, "first.part");
            TallyPart second = *part;
            if (as_other_half) second.range = {part->range.end, part->patients};
            merger.add(std::move(second), "second.part");
            const TallyPart whole = merger.take();
            fuzz::require(whole.range == PatientRange{0, part->patients}, "a merged cohort is whole");
            judge(whole.tallies);
        });
    return 0;
}
