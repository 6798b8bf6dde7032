#pragma once

#include <stddef.h>
#include <stdint.h>

namespace ibtr::browser {

/// XXH3-128 of what host/base/digest.hpp hashes. Compiled without vectors: clang 14 makes wrong ones of xxhash.
class Hash {
public:
    Hash();
    void word64(uint64_t value) { bytes(&value, sizeof value); }
    /// A 64-bit number of elements, and the elements.
    template <class T>
    void words(const T* values, size_t count) {
        word64(count);
        bytes(values, count * sizeof(T));
    }
    /// @param value [2] the upper and the lower 64 bits
    void value(uint64_t* value) const;

private:
    void bytes(const void* data, size_t size);

    alignas(64) unsigned char state_[640];  ///< an XXH3_state_t
};

}  // namespace ibtr::browser
