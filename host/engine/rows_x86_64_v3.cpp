#define IBTR_ISA_NAMESPACE x86_64_v3

#include "engine/row_kernels.hpp"
#include "engine/row_loops.hpp"

namespace ibtr::engine {

const RowKernels& row_kernels_x86_64_v3() {
    return row_loops<4>;
}

}  // namespace ibtr::engine
