#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ibtr::psa {

/// All that is kept of one draw.
struct DrawRecord {
    std::uint32_t draw = 0;
    std::vector<double> parameters;  ///< in the order of Model::parameters
    std::vector<double> outcomes;
    std::vector<float> half_differences;  ///< see DrawOutcomes
    std::string tally_digest;             ///< 32 hex digits

    /// XXH3-128 of the draw, the parameters, outcomes, half differences (little-endian) and tally digest, as 32 hex
    /// digits.
    [[nodiscard]] std::string digest() const;
};

/// How many numbers every draw of an analysis has.
struct DrawShape {
    std::size_t parameters = 0, outcomes = 0;

    [[nodiscard]] std::size_t bytes() const {
        return sizeof(double) * parameters + (sizeof(double) + sizeof(float)) * outcomes;
    }
    bool operator==(const DrawShape&) const = default;
};

/// 32 hex digits as bytes.
using DigestBytes = std::array<std::byte, 16>;

/// A draw as it lies in the store. It is made where the draw is simulated, on one of several threads: the one that
/// stores has them all to write.
struct DrawRow {
    std::uint32_t draw = 0;
    std::vector<std::byte> numbers;  ///< parameters, outcomes, half differences, one after the other
    DigestBytes tally_digest{}, digest{};
};

DrawRow to_row(const DrawRecord& record);

/// A row where it lies, in SQLite's memory, say.
struct DrawRowView {
    std::uint32_t draw;
    std::span<const std::byte> numbers, tally_digest, digest;

    explicit DrawRowView(const DrawRow& row)
        : draw(row.draw), numbers(row.numbers), tally_digest(row.tally_digest), digest(row.digest) {}
    DrawRowView(std::uint32_t number, std::span<const std::byte> all, std::span<const std::byte> tally,
                std::span<const std::byte> own)
        : draw(number), numbers(all), tally_digest(tally), digest(own) {}
};

/// Reads a row. @param record keeps its memory from row to row
/// @return whether the row has the shape, and its digest
bool read_row(const DrawRowView& row, const DrawShape& shape, DrawRecord& record);

}  // namespace ibtr::psa
