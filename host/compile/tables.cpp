#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "base/digest.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {
namespace {

/// One straight-piece table of the pool, without its sentinels.
struct Pieces {
    std::span<const float> x, cumulative, slope;
    double last_cumulative;
};

Pieces pieces_of(const Tables& tables, core::TableRef ref) {
    const std::size_t size = std::size_t{1} << ref.log2_size;
    const std::span<const float> table(tables.pool.data() + ref.first, 4 * size);
    const auto x = table.first(size);
    const auto sentinel = std::lower_bound(x.begin(), x.end(), core::never_ticks);
    const auto pieces = static_cast<std::size_t>(sentinel - x.begin());
    return {table.first(pieces), table.subspan(size, pieces), table.subspan(3 * size, pieces),
            static_cast<double>(table[size + pieces])};
}

template <class Record>
void add_records(Digest& digest, const std::vector<Record>& records) {
    static_assert(std::has_unique_object_representations_v<Record>, "padding must not be hashed");
    digest.word64(records.size());
    digest.bytes(records.data(), records.size() * sizeof(Record));
}

/// Counters of visits and addresses follow from the place of a state, and whether it can be visited again.
struct HashedState {
    std::uint32_t first_exit, exits;
    std::uint16_t visited_again, entry_clock;
};

std::vector<HashedState> hashed_states(const Tables& tables) {
    std::vector<HashedState> states;
    for (const core::StateRecord& state : tables.states)
        states.push_back({state.first_exit, state.exits, state.visit_counter != 0 ? std::uint16_t{1} : std::uint16_t{0},
                          state.entry_clock});
    return states;
}

}  // namespace

core::TablesView Tables::view() const {
    return {header,
            states.data(),
            exits.data(),
            nodes.data(),
            edge_to.data(),
            starts.data(),
            exit_tables.data(),
            age_tables.data(),
            inverse_multipliers.data(),
            pool.data()};
}

core::TableRef Tables::exit_table(SimulatedIndex strategy, StratumIndex stratum, std::size_t exit) const {
    const std::size_t row = header.tables_by_strategy * strategy * header.strata + stratum;
    return exit_tables[row * header.exits + exit];
}

double Tables::ticks_per_year(const Model& model) const {
    return static_cast<double>(std::uint64_t{model.grid_per_year} << header.tick_shift);
}

std::vector<double> tabulated_knots_ticks(const Tables& tables, core::TableRef table) {
    const Pieces pieces = pieces_of(tables, table);
    return {pieces.x.begin(), pieces.x.end()};
}

double tabulated_cumulative(const Tables& tables, core::TableRef table, double x_ticks) {
    const Pieces pieces = pieces_of(tables, table);
    const auto next = std::upper_bound(pieces.x.begin() + 1, pieces.x.end(), x_ticks);
    const auto i = static_cast<std::size_t>(next - pieces.x.begin()) - 1;
    const double from_start = x_ticks - static_cast<double>(pieces.x[i]);
    const auto start = static_cast<double>(pieces.cumulative[i]);
    if (next == pieces.x.end())
        return std::min(start + from_start * static_cast<double>(pieces.slope[i]), pieces.last_cumulative);
    const double width = static_cast<double>(pieces.x[i + 1]) - static_cast<double>(pieces.x[i]);
    return start + (static_cast<double>(pieces.cumulative[i + 1]) - start) * (from_start / width);
}

std::string tables_digest(const Tables& tables) {
    static_assert(std::has_unique_object_representations_v<core::TablesHeader>, "padding must not be hashed");
    Digest digest;
    digest.text("ibtr tables 1");
    digest.bytes(&tables.header, offsetof(core::TablesHeader, tables_by_strategy));
    add_records(digest, hashed_states(tables));
    add_records(digest, tables.exits);
    add_records(digest, tables.nodes);
    digest.words(tables.edge_to);
    add_records(digest, tables.exit_tables);
    add_records(digest, tables.age_tables);
    digest.words(tables.inverse_multipliers);
    digest.words(tables.pool);
    digest.words(tables.age_origin_years);
    const auto at_node_0 = [&](const core::NodeRecord& start) {
        return start.state == tables.nodes.front().state && start.first_edge == tables.nodes.front().first_edge;
    };
    if (!std::all_of(tables.starts.begin(), tables.starts.end(), at_node_0)) add_records(digest, tables.starts);
    return digest.hex();
}

}  // namespace ibtr
