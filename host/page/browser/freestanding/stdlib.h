#pragma once

#include <stddef.h>

// Named by xxhash.h for states on a heap, which are not used here: neither is defined.
#ifdef __cplusplus
extern "C" {
#endif
void* malloc(size_t bytes);
void free(void* block);
#ifdef __cplusplus
}
#endif
