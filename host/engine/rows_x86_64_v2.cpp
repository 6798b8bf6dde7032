#define IBTR_ISA_NAMESPACE x86_64_v2

#include "engine/row_kernels.hpp"
#include "engine/row_loops.hpp"

namespace ibtr::engine {

const RowKernels& row_kernels_x86_64_v2() {
    return row_loops<2>;
}

}  // namespace ibtr::engine
