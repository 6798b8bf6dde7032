#include "tally/tally_part.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

constexpr std::string_view magic = "ibtrpart";
constexpr std::uint64_t layout_version = 1;

/// Refuses the file of a part.
[[noreturn]] void reject(const std::filesystem::path& path, const std::string& reason) {
    throw StorageError(fmt::format("{} {}; simulate this part again", path.string(), reason));
}

/// Product of sizes, or one that no file can hold where it does not fit 64 bits.
std::uint64_t product(std::initializer_list<std::uint64_t> sizes) {
    std::uint64_t result = 1;
    for (const std::uint64_t size : sizes)
        if (__builtin_mul_overflow(result, size, &result)) return std::numeric_limits<std::uint64_t>::max();
    return result;
}

/// What lies between the layout version and the checksum, once both are right.
std::string_view checked_body(std::string_view bytes, const std::filesystem::path& path) {
    if (!bytes.starts_with(magic)) reject(path, "is not a part of a run");
    ByteReader in(bytes.substr(magic.size()), "a part");
    if (const auto version = in.number<std::uint64_t>(); version != layout_version)
        reject(path, fmt::format("has layout version {}, this program reads {}", version, layout_version));
    constexpr std::size_t before = magic.size() + sizeof layout_version, after = sizeof(XXH64_hash_t);
    if (bytes.size() < before + after) reject(path, "is cut short");
    const auto checksum = ByteReader(bytes.substr(bytes.size() - after), "a part").number<std::uint64_t>();
    if (checksum != XXH3_64bits(bytes.data(), bytes.size() - after)) reject(path, "is damaged (checksum differs)");
    return bytes.substr(before, bytes.size() - before - after);
}

std::string range_text(const PatientRange& range) {
    return fmt::format("{}:{}", range.begin, range.end);
}

}  // namespace

std::string encode_part(const TallyPart& part) {
    const TallyShape& shape = part.tallies.shape;
    ByteWriter out;
    out.raw(magic).number(layout_version).text(part.config_hash).text(part.tables_digest);
    for (const std::uint64_t value : {part.seed, part.patients, part.range.begin, part.range.end}) out.number(value);
    for (const std::uint64_t size : {shape.strategies, shape.cells, shape.edges, shape.bins, shape.batches})
        out.number(size);
    out.number(std::uint64_t{shape.tick_shift}).list(shape.interval_end_bins);
    for (const auto* counters : {&part.tallies.counts, &part.tallies.offsets, &part.tallies.batch_counts,
                                 &part.tallies.batch_offsets, &part.tallies.patients})
        out.values(std::span<const std::uint64_t>(*counters));
    return out.number(std::uint64_t{XXH3_64bits(out.bytes().data(), out.bytes().size())}).take();
}

TallyPart decode_part(std::string_view bytes, const std::filesystem::path& path) try {
    ByteReader in(checked_body(bytes, path), "a part");
    const std::string config_hash = in.text(), tables_digest = in.text();
    const auto word = [&] { return in.number<std::uint64_t>(); };
    const std::uint64_t seed = word(), patients = word(), begin = word(), end = word();
    TallyShape shape;
    for (std::size_t* size : {&shape.strategies, &shape.cells, &shape.edges, &shape.bins, &shape.batches})
        *size = word();
    const std::uint64_t tick_shift = word();
    if (tick_shift > core::max_tick_shift)
        reject(path, fmt::format("has 2^{} ticks in a bin, which no part has", tick_shift));
    shape.tick_shift = static_cast<unsigned>(tick_shift);
    shape.interval_end_bins = in.list<std::uint32_t>();
    const std::uint64_t fine = product({shape.strategies, shape.cells, shape.edges, shape.bins});
    const std::uint64_t coarse =
        product({shape.batches, shape.strategies, shape.cells, shape.edges, shape.interval_end_bins.size()});
    const std::uint64_t groups = product({shape.batches, shape.cells});

    Tallies tallies{TallyShape{}};
    tallies.shape = shape;
    tallies.counts = in.values<std::uint64_t>(fine);
    tallies.offsets = in.values<std::uint64_t>(fine);
    tallies.batch_counts = in.values<std::uint64_t>(coarse);
    tallies.batch_offsets = in.values<std::uint64_t>(coarse);
    tallies.patients = in.values<std::uint64_t>(groups);
    if (!in.at_end()) reject(path, "has more bytes than its layout");
    return {config_hash, tables_digest, seed, patients, {begin, end}, std::move(tallies)};
} catch (const BytesEndEarly&) {
    reject(path, "is cut short");
}

void PartMerger::add(TallyPart part, const std::filesystem::path& path) {
    pieces_.push_back({part.range, path});
    if (pieces_.size() == 1) {
        whole_.emplace(std::move(part));
        return;
    }
    const auto require_equal = [&](bool equal, const char* what) {
        if (!equal)
            throw UsageError(fmt::format("{} and {} cannot be merged: they differ in {}", pieces_[0].path.string(),
                                         path.string(), what));
    };
    require_equal(part.config_hash == whole_->config_hash, "config");
    require_equal(part.tables_digest == whole_->tables_digest, "tables_digest");
    require_equal(part.seed == whole_->seed, "seed");
    require_equal(part.patients == whole_->patients, "number of patients");
    require_equal(part.tallies.shape == whole_->tallies.shape, "shape of tallies");
    whole_->tallies.add(part.tallies);
}

TallyPart PartMerger::take() {
    if (pieces_.empty()) throw UsageError("merge needs at least one part");
    std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
        return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
    });
    const auto require_covered = [](std::uint64_t covered, std::uint64_t begin) {
        if (covered == begin) return;
        const std::string missing = range_text({covered, begin});
        throw UsageError(
            fmt::format("no part holds patients {}; simulate them with --patient-range {}", missing, missing));
    };
    std::uint64_t covered = 0;
    for (const Piece& piece : pieces_) {
        if (piece.range.begin < covered)
            throw UsageError(fmt::format("{} holds patients {}, of which some are in another part too",
                                         piece.path.string(), range_text(piece.range)));
        require_covered(covered, piece.range.begin);
        covered = piece.range.end;
    }
    require_covered(covered, whole_->patients);
    whole_->range = {0, whole_->patients};
    return *std::move(whole_);
}

}  // namespace ibtr
