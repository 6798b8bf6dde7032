#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// One combination of factor levels with positive probability.
struct Stratum {
    std::vector<std::size_t> levels;  ///< parallel to Model::factors
    double weight = 0;                ///< probability; all sum to 1
    std::size_t cell = 0;             ///< index in Population::cells
    std::uint32_t id = 0;             ///< mixed-radix code of the levels: does not change with the case mix
};

/// A class of the partition by which tallies are kept: one combination of the levels of
/// Population::cell_factors.
struct Cell {
    std::vector<std::size_t> levels;  ///< parallel to Population::cell_factors
    double weight = 0;
};

/// The strata of a cohort and the cells that reports are built from.
struct Population {
    std::vector<Stratum> strata;            ///< ascending id
    std::vector<std::size_t> cell_factors;  ///< group, case-mix and mix-rule factors, ascending
    std::vector<Cell> cells;
};

/// At most this many strata fit the patient address (14 bits).
inline constexpr std::uint32_t max_strata = 1U << 14;

Population make_population(const Model& model, const Parameters& parameters);

/// Patients per stratum by largest remainder (ties: lowest stratum), summing to `patients`.
/// @throws UsageError naming the smallest allowed --patients where a stratum would be empty.
std::vector<std::uint64_t> allocate(const Population& population, std::uint64_t patients);

/// Who a curve speaks about: a group of women and a way of weighing them.
struct ReportGroup {
    std::string name;                                                ///< "all" or "factor=level"
    std::optional<std::pair<std::size_t, std::size_t>> restriction;  ///< (factor, level); empty: all
};
std::vector<ReportGroup> report_groups(const Model& model);

enum class PopulationKind : std::uint8_t { standardised, as_observed };

/// Weight of each cell for one strategy, group and kind of population; sums to 1 over the group's cells,
/// 0 outside. Weights of a mix strategy's components are handled by the estimator, not here.
std::vector<double> cell_weights(const Model& model, const Parameters& parameters, const Population& population,
                                 std::size_t strategy, const ReportGroup& group, PopulationKind kind);

/// `as_observed` differs from `standardised` only where the config gives a case mix.
std::vector<PopulationKind> reported_populations(const Model& model);

}  // namespace ibtr
