#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr::core {

/// What the walk of a model needs; one that needs less pays for no more.
enum class WalkKind : std::uint32_t {
    continuous,                  ///< continuous time
    continuous_by_entry_clocks,  ///< the same, with Clock::entry
    in_cycles,                   ///< TablesHeader::cycle_ticks
    in_cycles_by_entry_clocks,
};

inline namespace IBTR_ISA_NAMESPACE {

constexpr IBTR_HD bool is_in_cycles(WalkKind kind) {
    return kind == WalkKind::in_cycles || kind == WalkKind::in_cycles_by_entry_clocks;
}

constexpr IBTR_HD bool has_entry_clocks(WalkKind kind) {
    return kind == WalkKind::continuous_by_entry_clocks || kind == WalkKind::in_cycles_by_entry_clocks;
}

IBTR_HD WalkKind walk_kind(const TablesHeader& header) {
    if (header.cycle_ticks != 0)
        return header.has_entry_clocks != 0 ? WalkKind::in_cycles_by_entry_clocks : WalkKind::in_cycles;
    return header.has_entry_clocks != 0 ? WalkKind::continuous_by_entry_clocks : WalkKind::continuous;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
