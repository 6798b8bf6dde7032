// Preloaded into a program, makes one call of one kind fail, as a full disk, a lost network or a machine without memory
// would. Calls are counted from main on.
//   IBTR_FAIL_KIND   open, write, read, rename, fsync, close, mmap or malloc
//   IBTR_FAIL_AT     which call of that kind fails; 0: none
//   IBTR_FAIL_COUNTS file that takes the number of calls of every kind at the end, one "KIND NUMBER" a line
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
}

namespace {

enum Kind : int {
    open_call,
    write_call,
    read_call,
    rename_call,
    fsync_call,
    close_call,
    mmap_call,
    malloc_call,
    kinds
};
constexpr const char* names[kinds] = {"open", "write", "read", "rename", "fsync", "close", "mmap", "malloc"};

std::atomic<bool> counting{false};
std::atomic<long> calls[kinds];
int failing_kind = kinds;
long fail_at = 0;

/// Whether this call is the one that fails.
bool fails(Kind kind) {
    if (!counting.load(std::memory_order_relaxed)) return false;
    const long call = calls[kind].fetch_add(1) + 1;
    return kind == failing_kind && call == fail_at;
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void write_counts() {
    counting.store(false);
    const char* const path = std::getenv("IBTR_FAIL_COUNTS");
    if (path == nullptr) return;
    if (std::FILE* file = std::fopen(path, "w")) {
        for (int kind = 0; kind < kinds; ++kind) std::fprintf(file, "%s %ld\n", names[kind], calls[kind].load());
        std::fclose(file);
    }
}

using Main = int (*)(int, char**, char**);
Main program_main = nullptr;

int counted_main(int argc, char** argv, char** environment) {
    if (const char* text = std::getenv("IBTR_FAIL_KIND")) {
        for (int kind = 0; kind < kinds; ++kind) {
            if (std::strcmp(text, names[kind]) == 0) failing_kind = kind;
        }
    }
    if (const char* text = std::getenv("IBTR_FAIL_AT")) fail_at = std::atol(text);
    // What a program starts, gnuplot for one, is not tried.
    unsetenv("LD_PRELOAD");
    std::atexit(write_counts);
    counting.store(true);
    return program_main(argc, argv, environment);
}

mode_t mode_of(int flags, va_list arguments) {
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

#define IBTR_OPEN(name, parameters, ...)                       \
    extern "C" int name parameters {                           \
        va_list arguments;                                     \
        va_start(arguments, flags);                            \
        const mode_t mode = mode_of(flags, arguments);         \
        va_end(arguments);                                     \
        if (fails(open_call)) return errno = EMFILE, -1;       \
        static const auto call = real<decltype(&name)>(#name); \
        return call(__VA_ARGS__, mode);                        \
    }
IBTR_OPEN(open, (const char* path, int flags, ...), path, flags)
IBTR_OPEN(open64, (const char* path, int flags, ...), path, flags)
IBTR_OPEN(openat, (int folder, const char* path, int flags, ...), folder, path, flags)
IBTR_OPEN(openat64, (int folder, const char* path, int flags, ...), folder, path, flags)

#define IBTR_CALL(kind, result, name, parameters, error, failed, ...) \
    extern "C" result name parameters {                               \
        if (fails(kind)) return errno = error, failed;                \
        static const auto call = real<decltype(&name)>(#name);        \
        return call(__VA_ARGS__);                                     \
    }
IBTR_CALL(open_call, std::FILE*, fopen, (const char* path, const char* mode), EMFILE, nullptr, path, mode)
IBTR_CALL(open_call, std::FILE*, fopen64, (const char* path, const char* mode), EMFILE, nullptr, path, mode)
IBTR_CALL(write_call, ssize_t, write, (int file, const void* bytes, size_t size), ENOSPC, -1, file, bytes, size)
IBTR_CALL(write_call, ssize_t, pwrite, (int file, const void* bytes, size_t size, off_t at), ENOSPC, -1, file, bytes,
          size, at)
IBTR_CALL(write_call, ssize_t, pwrite64, (int file, const void* bytes, size_t size, off64_t at), ENOSPC, -1, file,
          bytes, size, at)
IBTR_CALL(write_call, ssize_t, writev, (int file, const iovec* parts, int count), ENOSPC, -1, file, parts, count)
IBTR_CALL(read_call, ssize_t, read, (int file, void* bytes, size_t size), EIO, -1, file, bytes, size)
IBTR_CALL(read_call, ssize_t, pread, (int file, void* bytes, size_t size, off_t at), EIO, -1, file, bytes, size, at)
IBTR_CALL(read_call, ssize_t, pread64, (int file, void* bytes, size_t size, off64_t at), EIO, -1, file, bytes, size, at)
IBTR_CALL(rename_call, int, rename, (const char* from, const char* to), EXDEV, -1, from, to)
IBTR_CALL(fsync_call, int, fsync, (int file), EIO, -1, file)
IBTR_CALL(fsync_call, int, fdatasync, (int file), EIO, -1, file)
IBTR_CALL(mmap_call, void*, mmap, (void* at, size_t size, int access, int flags, int file, off_t from), ENOMEM,
          MAP_FAILED, at, size, access, flags, file, from)
IBTR_CALL(mmap_call, void*, mmap64, (void* at, size_t size, int access, int flags, int file, off64_t from), ENOMEM,
          MAP_FAILED, at, size, access, flags, file, from)

// A close that fails has closed all the same.
extern "C" int close(int file) {
    static const auto call = real<decltype(&close)>("close");
    const int result = call(file);
    if (fails(close_call)) return errno = EIO, -1;
    return result;
}

extern "C" void* malloc(size_t size) {
    if (fails(malloc_call)) return errno = ENOMEM, nullptr;
    return __libc_malloc(size);
}
extern "C" void* calloc(size_t count, size_t size) {
    if (fails(malloc_call)) return errno = ENOMEM, nullptr;
    return __libc_calloc(count, size);
}
extern "C" void* realloc(void* old, size_t size) {
    if (fails(malloc_call)) return errno = ENOMEM, nullptr;
    return __libc_realloc(old, size);
}
extern "C" void* aligned_alloc(size_t alignment, size_t size) {
    if (fails(malloc_call)) return errno = ENOMEM, nullptr;
    return __libc_memalign(alignment, size);
}
extern "C" int posix_memalign(void** place, size_t alignment, size_t size) {
    if (fails(malloc_call)) return ENOMEM;
    *place = __libc_memalign(alignment, size);
    return *place == nullptr ? ENOMEM : 0;
}

extern "C" int __libc_start_main(Main main, int argc, char** argv, void (*init)(), void (*fini)(),
                                 void (*loader_fini)(), void* stack) {
    program_main = main;
    using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
    return real<Start>("__libc_start_main")(counted_main, argc, argv, init, fini, loader_fini, stack);
}
