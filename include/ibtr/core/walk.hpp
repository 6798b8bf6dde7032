#pragma once

#include <cstdint>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/tables.hpp"
#include "ibtr/core/ticks.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Visits so far of each state that can be visited again; 8 bits a state.
struct VisitCounts {
    std::uint64_t packed[2] = {0, 0};

    [[nodiscard]] IBTR_HD std::uint32_t of(std::uint32_t state) const {
        return static_cast<std::uint32_t>(packed[state >> 3] >> (8 * (state & 7U))) & 0xffU;
    }
    IBTR_HD void add(std::uint32_t state) { packed[state >> 3] += std::uint64_t{1} << (8 * (state & 7U)); }
};

/// Walks one woman under one strategy from time zero to absorption or the horizon.
/// @param record called as record(edge, tick) for every event up to the horizon.
/// @return false where a state was visited more often than the visit limit allows.
template <class Record>
IBTR_HD bool walk_patient(const TablesView& tables, std::uint32_t stratum, const float* inverse_multipliers,
                          const PatientBlock& block, std::uint32_t patient_low, float age, Record record) {
    const float horizon = static_cast<float>(tables.header.bins << tables.header.tick_shift);
    VisitCounts visits;
    std::uint32_t node = 0;
    float time = 0.0F;
    while (true) {
        const NodeRecord here = tables.nodes[node];
        const StateRecord state = tables.states[here.state];
        if (state.exits == 0) return true;
        std::uint32_t visit = 0;
        if (state.on_cycle != 0) {
            visit = visits.of(here.state);
            if (visit >= tables.header.visit_limit) return false;
            visits.add(here.state);
        }
        const auto e = draw_exponentials<Lane>(block, patient_low, here.state, visit, state.exits);
        const auto jump = first_exit<Lane>(tables, state, stratum, inverse_multipliers, e, time, age);
        if (jump.time_ticks > horizon) return true;
        const std::uint32_t edge = here.first_edge + static_cast<std::uint32_t>(jump.exit);
        record(edge, static_cast<std::uint32_t>(tick_of<Lane>(jump.time_ticks)));
        time = jump.time_ticks;
        node = tables.edge_to[edge];
    }
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
