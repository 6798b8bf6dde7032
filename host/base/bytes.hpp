#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Numbers and texts as bytes in memory, in files and in messages between processes: little-endian, without padding. A
/// text and a list are preceded by their length as a 64-bit number.
namespace ibtr {

static_assert(std::endian::native == std::endian::little, "bytes are written as memory lies: little-endian only");

class ByteWriter {
public:
    template <class Number>
    ByteWriter& number(Number value) {
        return values(std::span<const Number>(&value, 1));
    }
    /// Without their count.
    template <class Number>
    ByteWriter& values(std::span<const Number> numbers) {
        static_assert(std::is_trivially_copyable_v<Number>);
        return raw({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
    }
    template <class Number>
    ByteWriter& list(const std::vector<Number>& numbers) {
        return number(std::uint64_t{numbers.size()}).values(std::span<const Number>(numbers));
    }
    ByteWriter& text(std::string_view text) { return number(std::uint64_t{text.size()}).raw(text); }
    ByteWriter& raw(std::string_view bytes) {
        bytes_.append(bytes);
        return *this;
    }

    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Bytes that promise more than there is.
class BytesEndEarly : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads what a ByteWriter has written, in the same order. Every function throws BytesEndEarly where the bytes do not
/// reach; lengths are held against the bytes that are there before anything is allocated.
class ByteReader {
public:
    /// @param bytes must outlive the reader @param what they are, for the message: "a message between processes"
    ByteReader(std::string_view bytes, const char* what) : rest_(bytes), what_(what) {}

    template <class Number>
    Number number() {
        static_assert(std::is_trivially_copyable_v<Number>);
        Number value;
        std::memcpy(&value, raw(sizeof value).data(), sizeof value);
        return value;
    }
    template <class Number>
    std::vector<Number> values(std::uint64_t count) {
        static_assert(std::is_trivially_copyable_v<Number>);
        if (count > rest_.size() / sizeof(Number)) end_early();
        std::vector<Number> numbers(count);
        const std::string_view bytes = raw(count * sizeof(Number));
        if (count > 0) std::memcpy(numbers.data(), bytes.data(), bytes.size());
        return numbers;
    }
    template <class Number>
    std::vector<Number> list() {
        return values<Number>(number<std::uint64_t>());
    }
    std::string text() { return std::string(raw(number<std::uint64_t>())); }
    std::string_view raw(std::uint64_t size) {
        if (size > rest_.size()) end_early();
        const std::string_view bytes = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return bytes;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    [[noreturn]] void end_early() const { throw BytesEndEarly(std::string(what_) + " ends early"); }

    std::string_view rest_;
    const char* what_;
};

}  // namespace ibtr
