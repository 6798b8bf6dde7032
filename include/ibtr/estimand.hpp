#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ibtr {

struct Model;

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

}  // namespace ibtr
