#include "tally/tally_part.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

static_assert(std::endian::native == std::endian::little, "parts are written as memory lies: little-endian only");

constexpr std::string_view magic = "ibtrpart";
constexpr std::uint64_t layout_version = 1;

class PartWriter {
public:
    template <class T>
    void values(std::span<const T> items) {
        bytes_.append(reinterpret_cast<const char*>(items.data()), items.size_bytes());
    }
    void word(std::uint64_t value) { values(std::span<const std::uint64_t>(&value, 1)); }
    void text(std::string_view text) {
        word(text.size());
        bytes_.append(text);
    }
    void raw(std::string_view text) { bytes_.append(text); }
    std::string take_with_checksum() {
        word(XXH3_64bits(bytes_.data(), bytes_.size()));
        return std::move(bytes_);
    }

private:
    std::string bytes_;
};

class PartReader {
public:
    PartReader(std::string_view bytes, const std::filesystem::path& path) : rest_(bytes), path_(path) {}

    std::string_view raw(std::uint64_t size) {
        if (size > rest_.size()) reject("is cut short");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    std::uint64_t word() {
        std::uint64_t value = 0;
        std::memcpy(&value, raw(sizeof value).data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(raw(word())); }
    /// Lengths are checked against the bytes that are there before anything is allocated.
    template <class T>
    std::vector<T> values(std::uint64_t count) {
        if (count > rest_.size() / sizeof(T)) reject("is cut short");
        std::vector<T> items(count);
        const std::string_view taken = raw(count * sizeof(T));
        if (count > 0) std::memcpy(items.data(), taken.data(), taken.size());
        return items;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[noreturn]] void reject(const std::string& reason) const {
        throw StorageError(fmt::format("{} {}; simulate this part again", path_.string(), reason));
    }

private:
    std::string_view rest_;
    const std::filesystem::path& path_;
};

/// Product of sizes, or one that no file can hold where it does not fit 64 bits.
std::uint64_t product(std::initializer_list<std::uint64_t> sizes) {
    std::uint64_t result = 1;
    for (const std::uint64_t size : sizes)
        if (__builtin_mul_overflow(result, size, &result)) return std::numeric_limits<std::uint64_t>::max();
    return result;
}

/// What lies between the layout version and the checksum, once both are right.
std::string_view checked_body(std::string_view bytes, const std::filesystem::path& path) {
    PartReader in(bytes, path);
    if (!bytes.starts_with(magic)) in.reject("is not a part of a run");
    in.raw(magic.size());
    if (const std::uint64_t version = in.word(); version != layout_version)
        in.reject(fmt::format("has layout version {}, this program reads {}", version, layout_version));
    constexpr std::size_t before = magic.size() + sizeof layout_version, after = sizeof(XXH64_hash_t);
    if (bytes.size() < before + after) in.reject("is cut short");
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + bytes.size() - after, after);
    if (checksum != XXH3_64bits(bytes.data(), bytes.size() - after)) in.reject("is damaged (checksum differs)");
    return bytes.substr(before, bytes.size() - before - after);
}

std::string range_text(const PatientRange& range) {
    return fmt::format("{}:{}", range.begin, range.end);
}

}  // namespace

std::string encode_part(const TallyPart& part) {
    const TallyShape& shape = part.tallies.shape;
    PartWriter out;
    out.raw(magic);
    out.word(layout_version);
    out.text(part.config_hash);
    out.text(part.tables_digest);
    for (const std::uint64_t value : {part.seed, part.patients, part.range.begin, part.range.end}) out.word(value);
    for (const std::uint64_t size : {shape.strategies, shape.cells, shape.edges, shape.bins, shape.batches})
        out.word(size);
    out.word(shape.tick_shift);
    out.word(shape.interval_end_bins.size());
    out.values(std::span<const std::uint32_t>(shape.interval_end_bins));
    for (const auto* counters : {&part.tallies.counts, &part.tallies.offsets, &part.tallies.batch_counts,
                                 &part.tallies.batch_offsets, &part.tallies.patients})
        out.values(std::span<const std::uint64_t>(*counters));
    return out.take_with_checksum();
}

TallyPart decode_part(std::string_view bytes, const std::filesystem::path& path) {
    PartReader in(checked_body(bytes, path), path);
    const std::string config_hash = in.text(), tables_digest = in.text();
    const std::uint64_t seed = in.word(), patients = in.word(), begin = in.word(), end = in.word();
    TallyShape shape;
    for (std::size_t* size : {&shape.strategies, &shape.cells, &shape.edges, &shape.bins, &shape.batches})
        *size = in.word();
    shape.tick_shift = static_cast<unsigned>(in.word());
    shape.interval_end_bins = in.values<std::uint32_t>(in.word());
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
    if (!in.at_end()) in.reject("has more bytes than its layout");
    return {config_hash, tables_digest, seed, patients, {begin, end}, std::move(tallies)};
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
