#pragma once

#include <functional>

namespace ibtr {

/// Calls work() on so many threads at once, the calling one among them; returns when all have ended. It may not throw.
using OnThreads = void (*)(unsigned threads, const std::function<void()>& work);

// Through one of Thrust's CPU systems. The three differ in Thrust's device system alone; each is a static library of
// its own, because a translation unit has one.
void on_threads_cpp(unsigned threads, const std::function<void()>& work);  ///< on the calling thread alone
void on_threads_omp(unsigned threads, const std::function<void()>& work);
void on_threads_tbb(unsigned threads, const std::function<void()>& work);

}  // namespace ibtr
