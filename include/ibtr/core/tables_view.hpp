#pragma once

#include <cstdint>

// Plain data, one type for every instruction set: functions live in IBTR_ISA_NAMESPACE, data does not.
namespace ibtr::core {

inline constexpr unsigned max_states = 64;
inline constexpr unsigned max_exits = 8;
inline constexpr unsigned max_nodes = 1024;
inline constexpr unsigned max_edges = max_nodes * max_exits;

/// A time beyond every horizon [ticks]; finite, so that no infinity is ever formed.
inline constexpr float never_ticks = 1073741824.0F;
/// Reciprocal of a multiplier of 0: E times this is beyond every cumulative hazard and still finite.
inline constexpr float never_inverse = 1e30F;

/// A straight-piece function table: four arrays of 2^log2_size floats, one after another from `first`:
/// x [ticks], cumulative, inverse slope [ticks], slope [per tick]. Entries from the end of the domain on
/// hold x = never, cumulative = its last value, slopes 0: a target beyond the table inverts to never.
struct TableRef {
    std::uint32_t first;
    std::uint32_t log2_size;
};

/// What a hazard is looked up by.
enum class Clock : std::uint32_t {
    time,     ///< ticks since time zero
    sojourn,  ///< ticks since entry to the state
    age,      ///< ticks since the start of the stratum's age band
    entry,    ///< ticks since entry to the states that share StateRecord::entry_clock
};

/// Counters of a woman's visits. Where more states than these lie on cycles some share one: a woman's visits of either
/// state have numbers of their own all the same, for both are counted.
inline constexpr std::uint32_t visit_counters = 16;

struct StateRecord {
    std::uint32_t first_exit, exits;
    std::uint16_t visit_counter;  ///< 0 where the state cannot be visited again; else a number from visit_counters on
    std::uint16_t entry_clock;    ///< states with the same, from 1 on, share a clock that runs on among them; 0: none
    std::uint32_t address;        ///< state_address
};

struct ExitRecord {
    Clock clock;  ///< sojourn also for a hazard by time where entry is at time zero
    std::uint16_t transition;
    std::uint16_t turn;  ///< in a model in cycles: exits of an earlier turn come first within a cycle; below max_exits
};

struct NodeRecord {
    std::uint32_t state, first_edge;
};

struct TablesHeader {
    std::uint32_t states, exits, nodes, edges, strategies, strata;
    std::uint32_t bins, tick_shift, visit_limit;
    std::uint32_t start_state;  ///< of node 0
    std::uint32_t has_cycles;
    std::uint32_t tables_by_strategy;  ///< 1 where strategies differ in more than multipliers, else 0
    std::uint32_t cycle_ticks;         ///< length of a cycle; 0 where time is continuous
    std::uint32_t cycles_per_tick;     ///< its reciprocal, the bits of a float32
    std::uint32_t has_entry_clocks;    ///< 1 where a state has an entry clock
};

/// Non-owning view of compiled tables; what a kernel gets.
struct TablesView {
    TablesHeader header;
    const StateRecord* states;         ///< [states]
    const ExitRecord* exits;           ///< [exits], grouped by state, in transition order
    const NodeRecord* nodes;           ///< [nodes]
    const std::uint32_t* edge_to;      ///< [edges]: node
    const NodeRecord* starts;          ///< [strata]: the node in which women begin
    const TableRef* exit_tables;       ///< [rows][exits], a row for each stratum, or strategy and stratum (tables_row)
    const TableRef* age_tables;        ///< [strata]: inverse distribution of age above the band's start [ticks];
                                       ///< a single entry (log2_size 0): one exact age, nothing is drawn
    const float* inverse_multipliers;  ///< [strategies][strata][exits]
    const float* pool;                 ///< table entries
};

}  // namespace ibtr::core
