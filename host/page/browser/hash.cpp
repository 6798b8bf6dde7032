#include "hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ibtr::browser {
namespace {

XXH3_state_t* state_in(unsigned char* bytes) {
    return reinterpret_cast<XXH3_state_t*>(bytes);
}

}  // namespace

Hash::Hash() {
    static_assert(sizeof(XXH3_state_t) <= sizeof state_);
    XXH3_128bits_reset(state_in(state_));
}

void Hash::bytes(const void* data, size_t size) {
    XXH3_128bits_update(state_in(state_), data, size);
}

void Hash::value(uint64_t* value) const {
    const XXH128_hash_t hash = XXH3_128bits_digest(reinterpret_cast<const XXH3_state_t*>(state_));
    value[0] = hash.high64;
    value[1] = hash.low64;
}

}  // namespace ibtr::browser
