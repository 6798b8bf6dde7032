#pragma once

// The walk of core/walk.hpp for many women at once. Women are taken in blocks; after the first sojourn those
// who go on are appended to a queue of their next state, so that every later sojourn runs on full vectors.
// Each woman meets the same stages with the same operands as in the one-lane walk, hence the same events.

#include <cstdint>

#include "engine/engine.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/core/walk.hpp"

/// Functions of their own where everything in one would be too large for a browser's best compiler.
#if defined(__wasm__)
#define IBTR_APART __attribute__((noinline))
#else
#define IBTR_APART IBTR_HD
#endif

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// @tparam block how many women go through the queues together, at most engine::block_women
template <class L, std::uint32_t block = engine::block_women>
class Lockstep {
    static_assert(block <= engine::block_women);

public:
    using Real = typename L::Real;
    using Word = typename L::Word;
    using Index = typename L::Index;
    using Chosen = typename L::Chosen;

    IBTR_HD explicit Lockstep(const engine::Task& task)
        : task_(task),
          tables_(*task.tables),
          space_(*task.workspace),
          queues_(task.queues),
          start_(tables_.starts[task.stratum]),
          in_cycles_(tables_.header.cycle_ticks != 0),
          entry_clocks_(tables_.header.has_entry_clocks != 0),
          ticks_(static_cast<std::int32_t>(tables_.header.bins << tables_.header.tick_shift)) {
        plan_states();
        for (std::uint32_t k = 0; k < tables_.header.exits; ++k)
            reads_age_ = reads_age_ || tables_.exits[k].clock == Clock::age;
        for (std::uint32_t e = 0; e < tables_.header.edges; ++e)
            first_edge_after_[e] = static_cast<std::int32_t>(tables_.nodes[tables_.edge_to[e]].first_edge);
    }

    IBTR_HD bool run() {
        for (std::uint32_t done = 0; done < task_.count; done += block) {
            const std::uint32_t left = task_.count - done;
            const std::uint32_t women = left < block ? left : block;
            if (!run_block(task_.first_low + done * task_.stride, women)) return false;
        }
        return true;
    }

private:
    /// Entry into one sojourn of up to L::width women.
    struct Entry {
        Word patient_low;
        Clocks<L> clocks;
        Index first_edge;
        std::uint32_t place;  ///< of lane 0 in its queue
        Chosen active;        ///< lanes that hold a woman
    };

    IBTR_HD bool run_block(std::uint32_t first_low, std::uint32_t women) {
        draw_first_sojourn(first_low, women);
        for (std::uint32_t strategy = 0; strategy < tables_.header.strategies; ++strategy) {
            const std::uint32_t per_strategy = tables_.header.strata * tables_.header.exits;
            inverse_ = tables_.inverse_multipliers + strategy * per_strategy + task_.stratum * tables_.header.exits;
            row_ = tables_row(tables_.header, strategy, task_.stratum);
            counters_ = task_.counters + std::uint64_t{strategy} * tables_.header.edges * tables_.header.bins;
            for (std::uint32_t s = 0; s < tables_.header.states; ++s) queues_[s].size = 0;
            first_sojourn(first_low, women);
            if (!later_sojourns()) return false;
            count_events();
        }
        return true;
    }

    /// The random numbers of the first sojourn are the same under every strategy.
    IBTR_HD void draw_first_sojourn(std::uint32_t first_low, std::uint32_t women) {
        const StateRecord start = tables_.states[start_.state];
        for (std::uint32_t i = 0; i < women; i += L::width) {
            const Word patient_low = lanes_from(first_low, i);
            const auto e = draw_exponentials<L>(task_.block, patient_low, start.address, L::word(0), start.exits);
            for (unsigned k = 0; k < start.exits; ++k) L::store(space_.exponential[k] + i, e.of_exit[k]);
            const Real age = in_cycles_ ? draw_age<L, true>(tables_, task_.stratum, task_.block, patient_low)
                                        : draw_age<L, false>(tables_, task_.stratum, task_.block, patient_low);
            L::store(space_.age_ticks + i, age);
        }
    }

    IBTR_HD void first_sojourn(std::uint32_t first_low, std::uint32_t women) {
        const std::uint32_t start = start_.state;
        for (std::uint32_t i = 0; i < women; i += L::width) {
            Exponentials<L> e;
            for (unsigned k = 0; k < max_exits; ++k)
                if (k < tables_.states[start].exits) e.of_exit[k] = L::template load<Real>(space_.exponential[k] + i);
            const Clocks<L> clocks{L::real(0.0F), L::template load<Real>(space_.age_ticks + i), L::real(0.0F)};
            const Entry entry{lanes_from(first_low, i), clocks, L::index(static_cast<std::int32_t>(start_.first_edge)),
                              i, L::first_lanes(women - i)};
            finish(start, entry, e, nullptr);
        }
    }

    /// Empties the queues. In a graph without cycles one pass in state order need not suffice either (states
    /// are in config order), so passes go on until nobody waits.
    IBTR_HD bool later_sojourns() {
        for (bool waiting = true; waiting;) {
            waiting = false;
            for (std::uint32_t s = 0; s < tables_.header.states; ++s) {
                if (queues_[s].size == 0) continue;
                waiting = true;
                if (!empty_queue(s)) return false;
            }
        }
        return true;
    }

    IBTR_HD bool empty_queue(std::uint32_t s) {
        engine::Queue& queue = queues_[s];
        const std::uint32_t women = queue.size;
        queue.size = 0;
        // Lanes beyond the last woman look up an edge that there is.
        if (plans_[s].only_first_edge < 0) L::store(queue.edge + women, L::word(0));
        for (std::uint32_t i = 0; i < women; i += L::width) {
            Word visit = L::word(0);
            const StateRecord& state = tables_.states[s];
            if (state.visit_counter != 0 && !count_visits(queue, state.visit_counter, i, women, visit)) return false;
            const Index first_edge =
                plans_[s].only_first_edge >= 0
                    ? L::index(plans_[s].only_first_edge)
                    : L::template gather<Index>(first_edge_after_, L::template load<Index>(queue.edge + i));
            const Clocks<L> clocks{L::template load<Real>(queue.entry_ticks + i),
                                   L::template load<Real>(queue.age_ticks + i),
                                   entry_clocks_ ? L::template load<Real>(queue.clock_start_ticks + i) : L::real(0.0F)};
            const Entry entry{L::template load<Word>(queue.patient_low + i), clocks, first_edge, i,
                              L::first_lanes(women - i)};
            const auto e = draw_exponentials<L>(task_.block, entry.patient_low, state.address, visit, state.exits);
            finish(s, entry, e, &queue);
        }
        return true;
    }

    /// Decides the sojourn, counts its event and sends the women who go on to their next state's queue.
    IBTR_HD void finish(std::uint32_t s, const Entry& entry, const Exponentials<L>& e, const engine::Queue* from) {
        const StateRecord& state = tables_.states[s];
        const Jump<L> jump = entry_clocks_ ? leave<true>(state, e, entry.clocks) : leave<false>(state, e, entry.clocks);
        const Real horizon = L::real(static_cast<float>(ticks_));
        const Chosen happens = L::both(L::at_most(jump.time_ticks, horizon), entry.active);
        const Index edge = entry.first_edge + jump.exit;
        // Lanes without an event may hold times that no integer can.
        note(edge, L::or_zero(happens, jump.time_ticks), happens);

        for (std::uint32_t k = 0; k < state.exits; ++k) {
            const std::uint32_t target = plans_[s].target[k];
            if (target == absorbing) continue;
            const Chosen goes = L::both(happens, L::equal(jump.exit, L::index(static_cast<std::int32_t>(k))));
            // Among states of one entry clock it runs on.
            const bool runs_on = entry_clocks_ && state.entry_clock == tables_.states[target].entry_clock;
            const Clocks<L> clocks{jump.time_ticks, entry.clocks.age_ticks,
                                   runs_on ? entry.clocks.clock_start_ticks : jump.time_ticks};
            append(queues_[target], goes, entry, clocks, edge, plans_[target].only_first_edge < 0, from);
        }
    }

    template <bool entry_clocks>
    IBTR_HD Jump<L> leave(const StateRecord& state, const Exponentials<L>& e, const Clocks<L>& clocks) const {
        return in_cycles_ ? leave_in_cycles<entry_clocks>(state, e, clocks)
                          : leave_at_any_time<entry_clocks>(state, e, clocks);
    }
    template <bool entry_clocks>
    IBTR_APART Jump<L> leave_in_cycles(const StateRecord& state, const Exponentials<L>& e,
                                       const Clocks<L>& clocks) const {
        return first_exit_in_cycles<L, entry_clocks>(tables_, state, row_, e, clocks);
    }
    template <bool entry_clocks>
    IBTR_APART Jump<L> leave_at_any_time(const StateRecord& state, const Exponentials<L>& e,
                                         const Clocks<L>& clocks) const {
        return first_exit<L, entry_clocks>(tables_, state, row_, inverse_, e, clocks);
    }

    /// Notes events as edge * ticks + tick, which fits 31 bits (check_sizes). They are counted later, all at once:
    /// lanes without an event then cost nothing, and no addition waits for the vectors that it is taken from.
    IBTR_HD void note(Index edge, Real time_ticks, Chosen happens) {
        const typename L::Packing packing = L::packing(happens);
        L::pack(packing, edge * L::index(ticks_) + tick_of<L>(time_ticks), space_.event + events_);
        events_ += packing.count;
        if (events_ > engine::event_room - engine::widest_vector) count_events();
    }

    IBTR_HD void count_events() {
        const unsigned shift = tables_.header.tick_shift;
        const std::uint32_t within_bin = (1U << shift) - 1;
        for (std::uint32_t i = 0; i < events_; ++i) {
            const std::uint32_t event = space_.event[i];
            counters_[event >> shift] += one_event + (event & within_bin);
        }
        events_ = 0;
    }

    /// @param clocks on entry to the next state
    /// @param reads_edge whether the next state looks at the edge by which she came in
    IBTR_HD void append(engine::Queue& queue, Chosen goes, const Entry& entry, const Clocks<L>& clocks, Index edge,
                        bool reads_edge, const engine::Queue* from) {
        const std::uint32_t first = queue.size;
        const typename L::Packing packing = L::packing(goes);
        if (packing.count == 0) return;
        L::pack(packing, entry.patient_low, queue.patient_low + first);
        L::pack(packing, clocks.time_ticks, queue.entry_ticks + first);
        if (reads_age_) L::pack(packing, clocks.age_ticks, queue.age_ticks + first);
        if (entry_clocks_) L::pack(packing, clocks.clock_start_ticks, queue.clock_start_ticks + first);
        if (reads_edge) L::pack(packing, edge, queue.edge + first);
        if (tables_.header.has_cycles != 0) carry_visits(queue, goes, entry.place, from);
        queue.size = first + packing.count;
    }

    // ---- graphs with cycles: each woman carries how often she has been where --------------------------

    IBTR_HD bool count_visits(engine::Queue& queue, std::uint32_t counter, std::uint32_t first, std::uint32_t women,
                              Word& visit) {
        std::uint32_t visits[L::width];
        for (std::uint32_t l = 0; l < static_cast<std::uint32_t>(L::width); ++l) {
            std::uint64_t& packed = queue.visits[visit_word(counter)][first + l];
            const unsigned shift = visit_shift(counter);
            visits[l] = static_cast<std::uint32_t>(packed >> shift) & visit_mask;
            if (first + l >= women) continue;
            if (visits[l] >= tables_.header.visit_limit) return false;
            packed += std::uint64_t{1} << shift;
        }
        visit = L::template load<Word>(visits);
        return true;
    }

    IBTR_HD void carry_visits(engine::Queue& to, Chosen goes, std::uint32_t place, const engine::Queue* from) {
        const std::uint32_t counter = tables_.states[start_.state].visit_counter;
        const std::uint64_t once = (counter != 0 ? std::uint64_t{1} : 0) << visit_shift(counter);
        std::uint32_t n = to.size;
        for (std::uint32_t l = 0; l < static_cast<std::uint32_t>(L::width); ++l) {
            if (!L::has_lane(goes, static_cast<int>(l))) continue;
            for (unsigned half = 0; half < 2; ++half)
                to.visits[half][n] =
                    from != nullptr ? from->visits[half][place + l] : (half == visit_word(counter) ? once : 0);
            ++n;
        }
    }

    // ---- small things ---------------------------------------------------------------------------------

    IBTR_HD Word lanes_from(std::uint32_t first_low, std::uint32_t i) const {
        return L::word(first_low + i * task_.stride) + L::as_word(L::iota()) * L::word(task_.stride);
    }
    IBTR_HD void plan_states() {
        constexpr std::int32_t none = -2, several = -1;
        for (std::uint32_t s = 0; s < tables_.header.states; ++s) plans_[s].only_first_edge = none;
        for (std::uint32_t n = 0; n < tables_.header.nodes; ++n) {
            const NodeRecord node = tables_.nodes[n];
            StatePlan& plan = plans_[node.state];
            plan.only_first_edge = plan.only_first_edge == none ? static_cast<std::int32_t>(node.first_edge) : several;
            // Exits lead to the same states from every node of a state.
            for (std::uint32_t k = 0; k < tables_.states[node.state].exits; ++k) {
                const std::uint32_t target = tables_.nodes[tables_.edge_to[node.first_edge + k]].state;
                plan.target[k] = tables_.states[target].exits == 0 ? absorbing : target;
            }
        }
    }

    static constexpr std::uint32_t absorbing = ~0U;
    struct StatePlan {
        std::uint32_t target[max_exits];  ///< state that an exit leads to, or absorbing
        std::int32_t only_first_edge;     ///< first edge of the state's node; -1 where there are several
    };

    const engine::Task& task_;
    const TablesView tables_;  // a copy: stores to queues and counters cannot alias it
    engine::Workspace& space_;
    engine::Queue* const queues_;
    const NodeRecord start_;
    bool in_cycles_, entry_clocks_;
    std::uint32_t row_ = 0;  // of the hazards of this strategy
    const float* inverse_ = nullptr;
    std::uint64_t* counters_ = nullptr;
    std::int32_t ticks_;        // to the horizon
    std::uint32_t events_ = 0;  // noted and not yet counted
    bool reads_age_ = false;    // any exit by the age clock
    StatePlan plans_[max_states];
    std::int32_t first_edge_after_[max_edges];
};

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
