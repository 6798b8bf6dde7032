#include "trace/trace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "ibtr/core/walk.hpp"
#include "ibtr/error.hpp"

namespace ibtr::trace {
namespace {

using core::Lane;

/// What the walk hands over of an event.
struct Event {
    std::uint32_t edge, tick;
};

Piece piece_at(const core::TablesView& tables, core::TableRef table, bool by_hazard, float x) {
    const float* knots = tables.pool + table.first;
    const auto size = std::uint32_t{1} << table.log2_size;
    const auto k = static_cast<std::uint32_t>(Lane::search(by_hazard ? knots + size : knots, table.log2_size, x));
    return {static_cast<double>(knots[k]), static_cast<double>(knots[size + k]),
            static_cast<double>(knots[3 * size + k]), static_cast<double>(knots[2 * size + k])};
}

/// The address of four random words, spelled out; held against the words that the core makes of it.
RandomWords random_words(const core::PatientBlock& block, std::uint32_t patient_low, std::uint32_t state,
                         std::uint32_t visit, core::Purpose purpose) {
    RandomWords random;
    random.key = {block.seed_low, block.seed_high};
    random.counter = {patient_low, block.draw, visit << core::low_state_bits | state,
                      block.patient_high | static_cast<std::uint32_t>(purpose)};
    const auto drawn = core::random_block<Lane>(block, patient_low, state, visit, purpose);
    core::Block<Lane> counter{};
    std::copy(random.counter.begin(), random.counter.end(), counter.word);
    const auto again = core::philox<Lane>(counter, random.key[0], random.key[1]);
    std::copy(std::begin(drawn.word), std::end(drawn.word), random.words.begin());
    if (!std::equal(random.words.begin(), random.words.end(), again.word))
        throw std::logic_error("trace: the address of a random number is not the one that the walk uses");
    return random;
}

/// Explains the lives of one patient in a model that is walked in one way.
template <core::WalkKind kind>
class Explainer {
public:
    Explainer(const core::TablesView& tables, const core::PatientBlock& block, std::uint32_t patient_low,
              std::uint32_t stratum)
        : tables_(tables),
          block_(block),
          patient_low_(patient_low),
          stratum_(stratum),
          age_(core::draw_age<Lane, core::is_in_cycles(kind)>(tables, stratum, block, patient_low)) {}

    [[nodiscard]] float age_ticks() const { return age_; }

    /// @param strategy simulated
    [[nodiscard]] std::vector<Sojourn> live(std::uint32_t strategy) const {
        const core::TablesHeader& header = tables_.header;
        const std::uint32_t row = core::tables_row(header, strategy, stratum_);
        const float* inverse = tables_.inverse_multipliers + (strategy * header.strata + stratum_) * header.exits;
        const core::NodeRecord start = tables_.starts[stratum_];
        const core::StateRecord begins = tables_.states[start.state];
        const auto first = core::draw_exponentials<Lane>(block_, patient_low_, begins.address, 0, begins.exits);
        std::vector<Event> events;
        const bool within_limit = core::walk_patient<kind>(tables_, start, row, inverse, block_, patient_low_, age_,
                                                           first, [&](std::uint32_t edge, std::uint32_t tick) {
                                                               events.push_back({edge, tick});
                                                           });
        if (!within_limit) throw UsageError("trace: this patient enters a state more often than visit_limit allows");
        return explain(events, row, inverse);
    }

private:
    using Clocks = core::Clocks<Lane>;

    [[nodiscard]] std::vector<Sojourn> explain(const std::vector<Event>& events, std::uint32_t row,
                                               const float* inverse) const {
        const auto horizon = static_cast<float>(tables_.header.bins << tables_.header.tick_shift);
        std::vector<Sojourn> sojourns;
        core::NodeRecord here = tables_.starts[stratum_];
        Clocks clocks{0.0F, age_, 0.0F};
        core::VisitCounts visits;
        for (std::size_t i = 0;; ++i) {
            const core::StateRecord state = tables_.states[here.state];
            const std::uint32_t visit = state.visit_counter == 0 ? 0 : visits.of(state.visit_counter);
            if (state.visit_counter != 0) visits.add(state.visit_counter);
            Sojourn& sojourn = sojourns.emplace_back(sojourn_in(here.state, visit, row, inverse, clocks));
            if (sojourn.exits.empty()) {
                require(i == events.size());
                return sojourns;
            }
            const auto [exit, time_ticks] = jump_from(state, row, inverse, clocks, visit);
            sojourn.left_ticks = static_cast<double>(time_ticks);
            require((time_ticks > horizon) == (i == events.size()));
            if (i == events.size()) return sojourns;
            sojourn.taken = static_cast<std::size_t>(exit);
            sojourn.exits[*sojourn.taken].taken = true;
            sojourn.edge = here.first_edge + static_cast<std::uint32_t>(exit);
            sojourn.tick = static_cast<std::uint32_t>(core::tick_of<Lane>(time_ticks));
            require(sojourn.edge == events[i].edge && sojourn.tick == events[i].tick);
            here = tables_.nodes[tables_.edge_to[sojourn.edge]];
            clocks.time_ticks = time_ticks;
            if (tables_.states[here.state].entry_clock != state.entry_clock) clocks.clock_start_ticks = time_ticks;
        }
    }

    static void require(bool agrees) {
        if (!agrees) throw std::logic_error("trace: the explanation is not the walk");
    }

    [[nodiscard]] core::Jump<Lane> jump_from(const core::StateRecord& state, std::uint32_t row, const float* inverse,
                                             const Clocks& clocks, std::uint32_t visit) const {
        const auto e = core::draw_exponentials<Lane>(block_, patient_low_, state.address, visit, state.exits);
        if constexpr (core::is_in_cycles(kind))
            return core::first_exit_in_cycles<Lane, core::has_entry_clocks(kind)>(tables_, state, row, e, clocks);
        else
            return core::first_exit<Lane, core::has_entry_clocks(kind)>(tables_, state, row, inverse, e, clocks);
    }

    [[nodiscard]] Sojourn sojourn_in(std::uint32_t state_number, std::uint32_t visit, std::uint32_t row,
                                     const float* inverse, const Clocks& clocks) const {
        const core::StateRecord state = tables_.states[state_number];
        Sojourn sojourn{state_number,
                        visit,
                        static_cast<double>(clocks.time_ticks),
                        static_cast<double>(age_),
                        {},
                        {},
                        {},
                        0,
                        0,
                        0};
        if (state.exits == 0) return sojourn;
        sojourn.random.push_back(random_words(block_, patient_low_, state.address, visit, core::Purpose::sojourn));
        if (state.exits > core::exits_per_block)
            sojourn.random.push_back(
                random_words(block_, patient_low_, state.address, visit, core::Purpose::sojourn_more));
        const auto e = core::draw_exponentials<Lane>(block_, patient_low_, state.address, visit, state.exits);
        for (std::uint32_t k = 0; k < state.exits; ++k)
            sojourn.exits.push_back(latent(state, k, row, inverse, e.of_exit[k], clocks));
        return sojourn;
    }

    [[nodiscard]] LatentTime latent(const core::StateRecord& state, std::uint32_t k, std::uint32_t row,
                                    const float* inverse, float exponential, const Clocks& clocks) const {
        const core::ExitRecord exit = tables_.exits[state.first_exit + k];
        const core::TableRef table = tables_.exit_tables[row * tables_.header.exits + state.first_exit + k];
        const float factor = core::is_in_cycles(kind) ? 1.0F : inverse[state.first_exit + k];
        const bool by_sojourn = exit.clock == core::Clock::sojourn;
        const float clock = by_sojourn ? 0.0F : core::clock_at<Lane, core::has_entry_clocks(kind)>(clocks, exit.clock);
        const float at_entry = by_sojourn ? 0.0F : core::evaluate<Lane>(tables_.pool, table, clock);
        const float target = by_sojourn ? exponential * factor : at_entry + exponential * factor;
        LatentTime latent;
        latent.transition = TransitionIndex(exit.transition);
        latent.clock = exit.clock;
        latent.block = k / core::exits_per_block;
        latent.word = k % core::exits_per_block;
        latent.exponential = static_cast<double>(exponential);
        latent.multiplier = factor >= core::never_inverse ? 0 : 1 / static_cast<double>(factor);
        latent.clock_ticks = static_cast<double>(clock);
        latent.hazard_at_entry = static_cast<double>(at_entry);
        latent.at_entry = piece_at(tables_, table, false, clock);
        latent.target = static_cast<double>(target);
        latent.at_exit = piece_at(tables_, table, true, target);
        latent.latent_ticks = static_cast<double>(core::latent_time<Lane, core::has_entry_clocks(kind)>(
            tables_.pool, table, exit.clock, clocks, exponential, factor));
        latent.turn = exit.turn;
        return latent;
    }

    const core::TablesView& tables_;
    const core::PatientBlock& block_;
    std::uint32_t patient_low_, stratum_;
    float age_;
};

template <core::WalkKind kind>
void trace_kind(const Model& model, const Tables& tables, const core::TablesView& view, const core::PatientBlock& block,
                PatientTrace& trace) {
    const auto stratum = static_cast<std::uint32_t>(trace.address.stratum);
    const Explainer<kind> explainer(view, block, static_cast<std::uint32_t>(trace.address.index), stratum);
    trace.age_years =
        tables.age_origin_years[stratum] + static_cast<double>(explainer.age_ticks()) / tables.ticks_per_year(model);
    const std::vector<StrategyIndex> strategies = model.simulated_strategies();
    for (std::uint32_t s = 0; s < strategies.size(); ++s) trace.lives.push_back({strategies[s], explainer.live(s)});
}

}  // namespace

PatientTrace trace_patient(const Model& model, const Population& population, const Tables& tables,
                           const Address& address) {
    const core::TablesView view = tables.view();
    const core::PatientBlock block{static_cast<std::uint32_t>(address.seed),
                                   static_cast<std::uint32_t>(address.seed >> 32), address.draw,
                                   core::pack_patient_high(population.strata[address.stratum].id, address.index)};
    PatientTrace trace;
    trace.address = address;
    if (view.age_tables[address.stratum].log2_size > 0)
        trace.age_random = random_words(block, static_cast<std::uint32_t>(address.index), 0, 0, core::Purpose::age);
    switch (core::walk_kind(view.header)) {
        case core::WalkKind::continuous:
            trace_kind<core::WalkKind::continuous>(model, tables, view, block, trace);
            break;
        case core::WalkKind::continuous_by_entry_clocks:
            trace_kind<core::WalkKind::continuous_by_entry_clocks>(model, tables, view, block, trace);
            break;
        case core::WalkKind::in_cycles:
            trace_kind<core::WalkKind::in_cycles>(model, tables, view, block, trace);
            break;
        case core::WalkKind::in_cycles_by_entry_clocks:
            trace_kind<core::WalkKind::in_cycles_by_entry_clocks>(model, tables, view, block, trace);
            break;
    }
    return trace;
}

}  // namespace ibtr::trace
