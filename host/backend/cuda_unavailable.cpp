// The CUDA backend of a build without a CUDA toolkit: the same functions, which say so.
#include "backend/cuda_backend.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

BackendStatus cuda_status() {
    return {"cuda", false, "built without CUDA: " IBTR_CUDA_WHY};
}

std::unique_ptr<Backend> make_cuda_backend(unsigned /*threads*/) {
    throw BackendError("--backend cuda: " + cuda_status().detail + "; use auto, omp, tbb or cpp");
}

}  // namespace ibtr
