// The CUDA backend of a build without a CUDA toolkit: the same functions, which say so.
#include "backend/arm_drawer.hpp"
#include "backend/cuda_backend.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

BackendStatus cuda_status() {
    return {"cuda", false, "built without CUDA: " IBTR_CUDA_WHY};
}

std::unique_ptr<Backend> make_cuda_backend(unsigned /*threads*/) {
    throw BackendError("--backend cuda: " + cuda_status().detail + "; use auto, omp, tbb or cpp");
}

std::unique_ptr<ArmDrawer> make_cuda_arm_drawer(const std::vector<ArmToDraw>& /*arms*/, std::uint64_t /*seed*/,
                                                std::uint32_t /*replicates*/) {
    throw BackendError("--backend cuda: " + cuda_status().detail + "; use auto, omp, tbb or cpp");
}

}  // namespace ibtr
