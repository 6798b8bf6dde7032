#pragma once

#include <cstdint>

#include "engine/engine.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/core/walk.hpp"

namespace ibtr::engine {

/// One woman after another through the very function that a CUDA thread runs.
template <class L, core::WalkKind kind>
bool simulate_one_by_one(const Task& task) {
    const core::TablesView& tables = *task.tables;
    const core::TablesHeader& header = tables.header;
    const core::NodeRecord start = tables.starts[task.stratum];
    const core::StateRecord begins = tables.states[start.state];
    for (std::uint32_t i = 0; i < task.count; ++i) {
        const std::uint32_t patient_low = task.first_low + i * task.stride;
        const auto age = core::draw_age<L, core::is_in_cycles(kind)>(tables, task.stratum, task.block, patient_low);
        const auto first = core::draw_exponentials<L>(task.block, patient_low, begins.address, 0, begins.exits);
        for (std::uint32_t strategy = 0; strategy < header.strategies; ++strategy) {
            const float* inverse =
                tables.inverse_multipliers + (strategy * header.strata + task.stratum) * header.exits;
            std::uint64_t* counters = task.counters + std::uint64_t{strategy} * header.edges * header.bins;
            const auto record = [&](std::uint32_t edge, std::uint32_t tick) {
                const std::uint32_t bin = tick >> header.tick_shift;
                counters[edge * header.bins + bin] += core::one_event + (tick - (bin << header.tick_shift));
            };
            if (!core::walk_patient<kind, L>(tables, start, core::tables_row(header, strategy, task.stratum), inverse,
                                             task.block, patient_low, age, first, record))
                return false;
        }
    }
    return true;
}

template <class L>
bool simulate_one_by_one(const Task& task) {
    switch (core::walk_kind(task.tables->header)) {
        case core::WalkKind::continuous:
            return simulate_one_by_one<L, core::WalkKind::continuous>(task);
        case core::WalkKind::continuous_by_entry_clocks:
            return simulate_one_by_one<L, core::WalkKind::continuous_by_entry_clocks>(task);
        case core::WalkKind::in_cycles:
            return simulate_one_by_one<L, core::WalkKind::in_cycles>(task);
        case core::WalkKind::in_cycles_by_entry_clocks:
            return simulate_one_by_one<L, core::WalkKind::in_cycles_by_entry_clocks>(task);
    }
    return false;
}

}  // namespace ibtr::engine
