#define IBTR_ISA_NAMESPACE x86_64_v4

#include "engine/row_kernels.hpp"
#include "engine/row_loops.hpp"

namespace ibtr::engine {

const RowKernels& row_kernels_x86_64_v4() {
    return row_loops<8>;
}

}  // namespace ibtr::engine
