#pragma once

#include <cuda_runtime.h>

#include <string>

#include "ibtr/error.hpp"

namespace ibtr::cuda {

/// Throws where a CUDA call failed, naming call, device and CUDA's own reason.
inline void check(cudaError_t status, const char* call, int device) {
    if (status == cudaSuccess) return;
    cudaGetLastError();  // clears the error, unless it is one that stays
    throw BackendError("CUDA device " + std::to_string(device) + ": " + call + " failed: " + cudaGetErrorName(status) +
                       " (" + cudaGetErrorString(status) + ")");
}

}  // namespace ibtr::cuda
