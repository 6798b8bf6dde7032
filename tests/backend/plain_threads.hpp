#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "backend/cpu_backend.hpp"
#include "engine/choose.hpp"

#if defined(__SANITIZE_THREAD__)
#define IBTR_UNDER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IBTR_UNDER_TSAN 1
#endif
#endif

namespace ibtr::test {

/// ThreadSanitizer can follow std::thread and, with Archer, OpenMP, unlike the synchronisation inside TBB's own
/// library.
#if defined(IBTR_UNDER_TSAN)
inline constexpr bool under_thread_sanitizer = true;
#else
inline constexpr bool under_thread_sanitizer = false;
#endif

inline void on_plain_threads(unsigned threads, const std::function<void()>& work) {
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < threads; ++t) others.emplace_back(work);
    work();
}

/// A CPU backend on std::thread.
inline std::unique_ptr<Backend> make_plain_backend(unsigned threads,
                                                   engine::UsableEngine engine = engine::choose_engine()) {
    return std::make_unique<CpuBackend>("plain", on_plain_threads, threads, engine);
}

}  // namespace ibtr::test
