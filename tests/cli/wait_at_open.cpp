// A reader that is slow at one place: preloaded, whoever opens a file of the name IBTR_WAIT_AT makes the file
// IBTR_WAITS first, and goes on when somebody has removed that.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" std::FILE* fopen64(const char* path, const char* mode) {
    using Open = std::FILE* (*)(const char*, const char*);
    static const auto open = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "fopen64"));
    const char* const name = std::getenv("IBTR_WAIT_AT");
    const char* const waits = std::getenv("IBTR_WAITS");
    const char* const slash = std::strrchr(path, '/');
    if (name != nullptr && waits != nullptr && std::strcmp(slash == nullptr ? path : slash + 1, name) == 0) {
        std::fclose(open(waits, "w"));
        constexpr useconds_t between_looks = 1000;
        while (::access(waits, F_OK) == 0) ::usleep(between_looks);
    }
    return open(path, mode);
}
