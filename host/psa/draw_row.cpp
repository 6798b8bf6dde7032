#include "psa/draw_row.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "base/digest.hpp"

namespace ibtr::psa {
namespace {

static_assert(std::endian::native == std::endian::little, "rows are little-endian");

constexpr std::string_view hex_digits = "0123456789abcdef";

DigestBytes from_hex(std::string_view text) {
    DigestBytes bytes{};
    if (text.size() != 2 * bytes.size() || text.find_first_not_of(hex_digits) != std::string_view::npos)
        throw std::logic_error("a digest has 32 hex digits");
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(hex_digits.find(text[2 * i]) << 4 | hex_digits.find(text[2 * i + 1]));
    return bytes;
}

void put_hex(std::span<const std::byte> bytes, std::string& text) {
    text.clear();
    for (const std::byte byte : bytes) {
        text += hex_digits[std::to_integer<std::size_t>(byte >> 4)];
        text += hex_digits[std::to_integer<std::size_t>(byte & std::byte{15})];
    }
}

/// Copies numbers to the end of what is there.
template <class Number>
void append_numbers(std::vector<std::byte>& bytes, const std::vector<Number>& numbers) {
    const std::span<const std::byte> more = std::as_bytes(std::span(numbers));
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// Takes numbers from the front of what is there.
template <class Number>
void take_numbers(std::span<const std::byte>& bytes, std::size_t count, std::vector<Number>& numbers) {
    numbers.resize(count);
    if (count > 0) std::memcpy(numbers.data(), bytes.data(), count * sizeof(Number));
    bytes = bytes.subspan(count * sizeof(Number));
}

}  // namespace

std::string DrawRecord::digest() const {
    Digest digest;
    digest.word64(draw);
    digest.words(parameters);
    digest.words(outcomes);
    digest.words(half_differences);
    digest.text(tally_digest);
    return digest.hex();
}

DrawRow to_row(const DrawRecord& record) {
    DrawRow row{record.draw, {}, from_hex(record.tally_digest), from_hex(record.digest())};
    row.numbers.reserve(DrawShape{record.parameters.size(), record.outcomes.size()}.bytes());
    append_numbers(row.numbers, record.parameters);
    append_numbers(row.numbers, record.outcomes);
    append_numbers(row.numbers, record.half_differences);
    return row;
}

bool read_row(const DrawRowView& row, const DrawShape& shape, DrawRecord& record) {
    const auto is_digest = [](std::span<const std::byte> bytes) { return bytes.size() == DigestBytes{}.size(); };
    if (row.numbers.size() != shape.bytes() || !is_digest(row.tally_digest) || !is_digest(row.digest)) return false;
    record.draw = row.draw;
    std::span<const std::byte> rest = row.numbers;
    take_numbers(rest, shape.parameters, record.parameters);
    take_numbers(rest, shape.outcomes, record.outcomes);
    take_numbers(rest, shape.outcomes, record.half_differences);
    put_hex(row.tally_digest, record.tally_digest);
    const DigestBytes digest = from_hex(record.digest());
    return std::memcmp(digest.data(), row.digest.data(), digest.size()) == 0;
}

}  // namespace ibtr::psa
