#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ibtr {

/// XXH3-128 of a little-endian byte stream; the hash by which tables, tallies and configs are compared.
class Digest {
public:
    Digest();
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void bytes(const void* data, std::size_t size);
    /// Length as a 64-bit word, then the characters.
    void text(std::string_view text);
    void word64(std::uint64_t value);
    /// Number of elements as a 64-bit word, then the elements.
    template <class T>
    void words(const std::vector<T>& values) {
        static_assert(std::is_arithmetic_v<T>);
        word64(values.size());
        bytes(values.data(), values.size() * sizeof(T));
    }
    /// 32 lower-case hex digits of everything so far.
    [[nodiscard]] std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ibtr
