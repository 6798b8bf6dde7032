#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// The tallies of part of a cohort (`run --patient-range`), with all that `merge` must find equal in every part.
struct TallyPart {
    std::string config_hash, tables_digest;
    std::uint64_t seed = 0;
    std::uint64_t patients = 0;  ///< women in the whole cohort
    PatientRange range;          ///< women in this part
    Tallies tallies;
};

/// File name of a part within its run folder.
inline constexpr const char* tally_part_file_name = "tallies.part";

/// Byte layout, all integers little-endian:
///
///     8 bytes   "ibtrpart"
///     u64       layout version, 1
///     text x 2  config_hash, tables_digest        (text: u64 length, then the bytes)
///     u64 x 4   seed, patients, range begin, range end
///     u64 x 7   strategies, cells, edges, bins, batches, tick_shift, intervals
///     u32[]     interval_end_bins
///     u64[]     counts, offsets, batch_counts, batch_offsets, patients, in the order of TallyShape
///     u64       XXH3-64 of all bytes before
std::string encode_part(const TallyPart& part);

/// @param path where the bytes come from, for messages
/// @throws StorageError where the bytes are not a whole, undamaged part of this layout version.
TallyPart decode_part(std::string_view bytes, const std::filesystem::path& path);

/// Adds the parts of one cohort, one at a time: memory does not grow with their number.
class PartMerger {
public:
    /// @param path of the part, for messages
    /// @throws UsageError where the part differs from the first one in config, tables, seed or cohort
    void add(TallyPart part, const std::filesystem::path& path);

    /// The whole cohort.
    /// @throws UsageError where there was no part, or the ranges leave a gap or overlap
    TallyPart take();

private:
    struct Piece {
        PatientRange range;
        std::filesystem::path path;
    };
    std::optional<TallyPart> whole_;  ///< parts so far; none yet: empty
    std::vector<Piece> pieces_;
};

}  // namespace ibtr
