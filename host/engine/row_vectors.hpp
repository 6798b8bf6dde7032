#pragma once

#include <cstdint>

namespace ibtr::engine {
inline namespace IBTR_ISA_NAMESPACE {
namespace {

/// GNU vectors of W 8-byte numbers, and of twice as many 4-byte ones.
template <int W>
struct RowVectors;

template <>
struct RowVectors<2> {
    typedef double Reals __attribute__((vector_size(16)));
    typedef std::uint64_t Wide __attribute__((vector_size(16)));
    typedef std::int64_t SignedWide __attribute__((vector_size(16)));
    typedef std::int32_t Counts __attribute__((vector_size(16)));
    static constexpr Wide lanes = {0, 1};
    /// Upper halves of two vectors' elements.
    static Counts upper(Wide a, Wide b) { return __builtin_shufflevector((Counts)a, (Counts)b, 1, 3, 5, 7); }
};

template <>
struct RowVectors<4> {
    typedef double Reals __attribute__((vector_size(32)));
    typedef std::uint64_t Wide __attribute__((vector_size(32)));
    typedef std::int64_t SignedWide __attribute__((vector_size(32)));
    typedef std::int32_t Counts __attribute__((vector_size(32)));
    static constexpr Wide lanes = {0, 1, 2, 3};
    static Counts upper(Wide a, Wide b) {
        return __builtin_shufflevector((Counts)a, (Counts)b, 1, 3, 5, 7, 9, 11, 13, 15);
    }
};

template <>
struct RowVectors<8> {
    typedef double Reals __attribute__((vector_size(64)));
    typedef std::uint64_t Wide __attribute__((vector_size(64)));
    typedef std::int64_t SignedWide __attribute__((vector_size(64)));
    typedef std::int32_t Counts __attribute__((vector_size(64)));
    static constexpr Wide lanes = {0, 1, 2, 3, 4, 5, 6, 7};
    static Counts upper(Wide a, Wide b) {
        return __builtin_shufflevector((Counts)a, (Counts)b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    }
};

template <class Vector, class Number>
Vector vector_at(const Number* from) {
    Vector value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
template <class Vector, class Number>
void put_vector(Vector value, Number* to) {
    __builtin_memcpy(to, &value, sizeof value);
}

}  // namespace
}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::engine
