#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
    std::vector<std::size_t> cell_factors;  ///< group, case-mix, mix-rule and start factors, ascending
    std::vector<Cell> cells;
};

/// At most this many strata fit the patient address (14 bits).
inline constexpr std::uint32_t max_strata = 1U << 14;

/// Those of Population::cell_factors, which follow from the model alone.
std::vector<std::size_t> factors_that_split_reports(const Model& model);

Population make_population(const Model& model, const Parameters& parameters);

/// A number of patients of whom every stratum has so many, and so it has of every larger number. Some smaller numbers
/// may do where remainders happen to fall well, with larger ones that do not. None where a stratum has too few
/// addresses for all of them.
std::optional<std::uint64_t> enough_patients(const Population& population, std::uint64_t in_each_stratum);

/// Patients per stratum by largest remainder (ties: lowest stratum), summing to `patients`.
/// @throws UsageError naming a stratum that would be empty and enough_patients.
std::vector<std::uint64_t> allocate(const Model& model, const Population& population, std::uint64_t patients);

/// Who a curve speaks about: a group of women and a way of weighing them.
struct ReportGroup {
    std::string name;                                                ///< "all" or "factor=level"
    std::optional<std::pair<std::size_t, std::size_t>> restriction;  ///< (factor, level); empty: all

    [[nodiscard]] WomenClass women() const {
        return restriction ? WomenClass{{restriction->first, {restriction->second}}} : WomenClass{};
    }
};
std::vector<ReportGroup> report_groups(const Model& model);

/// Factors by which a component of a mix selects its women while the mix has no case mix of its own for them: how its
/// women are distributed over these factors is then unknown.
/// @param but_for factors that do not count
std::vector<std::size_t> selects_unknown_women(const Model& model, std::size_t strategy,
                                               const std::vector<std::size_t>& but_for);

/// Weight of each cell for one strategy, group and kind of population; sums to 1 over the group's cells, 0 outside. All
/// are 0 where a strategy has no women of the group, or where it is unknown who its women are. Weights of a mix's
/// components are the estimator's matter; its women are those of its own case mix.
/// @throws UsageError where a case mix cannot be had from the population's women, or leaves nobody to standardise.
std::vector<double> cell_weights(const Model& model, const Parameters& parameters, const Population& population,
                                 std::size_t strategy, const ReportGroup& group, PopulationKind kind);
/// The same of all women, standardised by a rule in place of the model's.
std::vector<double> standardised_weights(const Model& model, const Parameters& parameters, const Population& population,
                                         std::size_t strategy, const Standardisation& rule);

/// Tries the weights of all women of every strategy, so that a case mix that cannot be had is known before a
/// simulation.
/// @throws UsageError as cell_weights does.
void check_weights(const Model& model, const Parameters& parameters, const Population& population);

/// `as_observed` differs from `standardised` only where the config gives a case mix.
std::vector<PopulationKind> reported_populations(const Model& model);

}  // namespace ibtr
