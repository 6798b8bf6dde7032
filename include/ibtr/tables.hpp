#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/core/tables.hpp"
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
    std::vector<core::TableRef> exit_tables;
    std::vector<core::TableRef> age_tables;
    std::vector<float> inverse_multipliers;
    std::vector<float> pool;
    std::vector<double> age_origin_years;  ///< per stratum: age at which its age-clock tables start

    [[nodiscard]] core::TablesView view() const;
    /// Ticks in a year: the time unit of the tables.
    [[nodiscard]] double ticks_per_year(const Model& model) const;
};

/// Ticks a bin, as a power of two: as many as keep the horizon within 2^15 ticks, at most 2^8.
unsigned tick_shift_for(std::size_t bins);

/// Compiles one set of parameters to the float32 tables that every backend walks.
Tables compile(const Model& model, const Parameters& parameters, const Population& population, const EventGraph& graph);

/// XXH3-128 of the tables' little-endian serialisation, 32 hex digits.
std::string tables_digest(const Tables& tables);

}  // namespace ibtr
