#define IBTR_ISA_NAMESPACE baseline

#include "engine/row_kernels.hpp"
#include "engine/row_loops.hpp"

namespace ibtr::engine {

const RowKernels& row_kernels_baseline() {
    return row_loops<2>;
}

}  // namespace ibtr::engine
