#include "base/digest.hpp"

#if defined(IBTR_XXHASH_DISPATCH)
#include <xxh_x86dispatch.h>  // the same functions, in the widest form that the processor has
#else
#include <xxhash.h>
#endif

#include <bit>
#include <cstdio>
#include <new>

namespace ibtr {

static_assert(std::endian::native == std::endian::little, "digests hash memory as it lies: little-endian only");

struct Digest::State {
    XXH3_state_t* hash = XXH3_createState();
    State() {
        if (hash == nullptr) throw std::bad_alloc();
        // The library chooses its functions at the first call, without a lock: here it is made once.
        static const bool chosen = XXH3_128bits_reset(hash) == XXH_OK && XXH3_128bits_update(hash, "", 1) == XXH_OK;
        static_cast<void>(chosen);
        XXH3_128bits_reset(hash);
    }
    ~State() { XXH3_freeState(hash); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Digest::Digest() : state_(std::make_unique<State>()) {}
Digest::~Digest() = default;

void Digest::bytes(const void* data, std::size_t size) {
    if (size > 0) XXH3_128bits_update(state_->hash, data, size);
}

void Digest::text(std::string_view text) {
    word64(text.size());
    bytes(text.data(), text.size());
}

void Digest::word64(std::uint64_t value) {
    bytes(&value, sizeof value);
}

std::string Digest::hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return text;
}

}  // namespace ibtr
