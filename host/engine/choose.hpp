#pragma once

#include <vector>

#include "engine/engine.hpp"
#include "engine/row_kernels.hpp"

namespace ibtr::engine {

/// An engine that this processor can run.
struct UsableEngine {
    const char* name;  ///< v4, v3, v2 (micro-architecture levels of the x86-64 psABI), baseline or scalar
    SimulateTask simulate;
    const RowKernels& (*rows)() = row_kernels_baseline;
};
/// Fastest first.
std::vector<UsableEngine> usable_engines();

/// The fastest engine, or the one that the environment variable IBTR_ISA names.
/// @throws BackendError where IBTR_ISA names none that this processor can run
UsableEngine choose_engine();

/// Those of choose_engine(), when they were first asked for. @throws BackendError as it does
const RowKernels& row_kernels();

}  // namespace ibtr::engine
