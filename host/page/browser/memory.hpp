#pragma once

#include <stddef.h>

namespace ibtr::browser {

/// Zeroed memory of the page's engine, in whole pages of 64 KiB. Nothing is given back: a new run takes a new engine.
/// @return nullptr where the browser has no more
inline void* reserve(size_t bytes) {
    constexpr size_t page = 65536;
    const size_t before = __builtin_wasm_memory_grow(0, (bytes + page - 1) / page);
    return before == ~size_t{0} ? nullptr : reinterpret_cast<void*>(before * page);
}

}  // namespace ibtr::browser
