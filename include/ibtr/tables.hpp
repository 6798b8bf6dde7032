#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// Owns what a core::TablesView points at.
struct Tables {
    core::TablesHeader header{};
    std::vector<core::StateRecord> states;
    std::vector<core::ExitRecord> exits;
    std::vector<core::NodeRecord> nodes;
    std::vector<std::uint32_t> edge_to;
    std::vector<core::NodeRecord> starts;     ///< per stratum
    std::vector<core::TableRef> exit_tables;  ///< [strategies, where tables_by_strategy][strata][exits]
    std::vector<core::TableRef> age_tables;
    std::vector<float> inverse_multipliers;
    std::vector<float> pool;
    std::vector<double> age_origin_years;  ///< per stratum: age at which its age-clock tables start
    /// By transition of the model: what float32 may add to an error of survival where women enter late into a hazard
    /// that has grown large, 2^-24 of the cumulative hazard; 0 where nobody enters late. Not part of the digest.
    std::vector<double> late_entry_rounding;

    [[nodiscard]] core::TablesView view() const;
    /// Where the hazard of an exit is in the pool.
    [[nodiscard]] core::TableRef exit_table(SimulatedIndex strategy, StratumIndex stratum, std::size_t exit) const;
    /// Ticks in a year: the time unit of the tables.
    [[nodiscard]] double ticks_per_year(const Model& model) const;
};

/// Compiles one set of parameters to the float32 tables that every backend walks.
Tables compile(const Model& model, const Parameters& parameters, const Population& population, const EventGraph& graph);

/// Cumulative hazard that the tables stand for: straight lines between their float32 knots, in double. For
/// solvers that are compared with a simulation of the same tables.
/// @param x_ticks clock value, for the age clock above age_origin_years
double tabulated_cumulative(const Tables& tables, core::TableRef table, double x_ticks);

/// Where the hazard of that table may jump: the starts of its pieces [ticks], ascending, the first 0.
std::vector<double> tabulated_knots_ticks(const Tables& tables, core::TableRef table);

/// XXH3-128 of the tables, 32 hex digits. The bytes hashed, little-endian: the text "ibtr tables 1" (64-bit
/// length first); the words of the header but for the last, which the number of exit_tables says; then states (first
/// exit, exits, 1 where it can be visited again, 32 bits each), exits,
/// nodes, edge_to, exit_tables, age_tables, inverse_multipliers, pool and age_origin_years, each as its 64-bit number
/// of records and the records; last, in the same way, starts, where not all are node 0.
std::string tables_digest(const Tables& tables);

}  // namespace ibtr
