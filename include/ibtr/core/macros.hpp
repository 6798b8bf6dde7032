#pragma once

/// Marks a function that nvcc compiles for host and device, and a host compiler for the host alone.
#if defined(__CUDACC__)
#define IBTR_HD __host__ __device__ __forceinline__
#else
#define IBTR_HD inline __attribute__((always_inline))
#endif

/// Unrolls the next loop, so that a small array indexed by its counter stays in registers.
#if defined(__CUDACC__) || defined(__clang__)
#define IBTR_UNROLL _Pragma("unroll")
#else
#define IBTR_UNROLL _Pragma("GCC unroll 16")
#endif

/// Each instruction set compiles the core under its own name, so that no linker can hand one set's code to
/// a processor that lacks it.
#if !defined(IBTR_ISA_NAMESPACE)
#define IBTR_ISA_NAMESPACE baseline
#endif
