// A machine without threads: preloaded, every thread after the first IBTR_THREADS_LEFT is refused.
#include <dlfcn.h>
#include <pthread.h>
#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

long threads_left() {
    const char* text = std::getenv("IBTR_THREADS_LEFT");
    return text == nullptr ? 0 : std::atol(text);
}

std::atomic<long> left{threads_left()};

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument) {
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    if (left.fetch_sub(1) <= 0) return EAGAIN;
    return create(thread, attributes, start, argument);
}
