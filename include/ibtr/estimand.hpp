#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ibtr {

struct Model;
class Parameters;
struct ExactOptions;
struct Tables;
struct Tallies;
class WorkPlan;

/// What one published number measures, in a model's terms. Names are the model's; texts as in targets.csv.
struct Estimand {
    std::string endpoint;                 ///< "os", "cif_local", ...: as in curves.csv
    std::string measure;                  ///< one of estimand_measures()
    std::string strategy, comparator;     ///< comparator empty: none, or the strategy itself with a comparator_group
    std::string group, comparator_group;  /// "factor=level|level&factor=level"; empty: everyone, or the group itself
    double time_years = 0;
    std::vector<std::string> adjusted_for = {};  ///< factors; see docs/validation.md
    bool after_metastasis = false;               ///< time zero is metastasis, not salvage surgery
};

/// proportion, rr_event, rr_alive, rd, hr, hr_stratified (docs/model.md, "Measures"), cumulative_hazard_ratio
/// (ln S / ln S of the comparator) and share_distant (of second recurrences).
const std::vector<std::string>& estimand_measures();
/// True where the measure needs a comparator or a comparator_group.
bool is_contrast(const std::string& measure);

/// The levels that a group of women has: (factor, its admitted levels), in the order of the text.
using WomenClass = std::vector<std::pair<std::size_t, std::vector<std::size_t>>>;
/// @throws UsageError naming a factor or level that the model has not
WomenClass parse_women(const Model& model, const std::string& text);

/// What a model says about each estimand, from one exact solution of its continuous hazards; NaN where undefined.
/// Women, weights and adjustment: docs/validation.md.
/// @throws UsageError where a name is unknown to the model
std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const ExactOptions& options);

/// Women to simulate. Two sets of parameter values that are simulated alike share every woman and random number.
struct SimulatedWomen {
    std::uint64_t patients = 0;
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0;  ///< replicates of one seed are independent
    std::function<Tallies(const Tables&, const WorkPlan&)> simulate = {};
};
/// The same from simulated women; weights of strata stay exact.
/// @throws UsageError also where a stratum would have no woman
std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const SimulatedWomen& women);

}  // namespace ibtr
