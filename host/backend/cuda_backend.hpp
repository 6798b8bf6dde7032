#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"

namespace ibtr {

/// Whether CUDA can be used here: the devices, or the reason why not. Never throws.
BackendStatus cuda_status();

/// @param threads that prepare and finish jobs beside the devices; 0: all that may be used
/// @throws BackendError with cuda_status's reason where no device answers
std::unique_ptr<Backend> make_cuda_backend(unsigned threads);

}  // namespace ibtr
