#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/index.hpp"
#include "ibtr/measure.hpp"

namespace ibtr {

struct Model;

/// The levels that a group of women has: (factor, its admitted levels), in the order of the text; empty: everyone.
using WomenClass = std::vector<std::pair<std::size_t, std::vector<std::size_t>>>;

enum class PopulationKind : std::uint8_t { standardised, as_observed };

enum class TimeZero : std::uint8_t {
    salvage_surgery,  ///< that of the model
    metastasis,       ///< the first distant metastasis
};

/// The key of one number that a model says: two equal keys of one model are the same number.
struct Quantity {
    Measure measure = Measure::value;
    PopulationKind population = PopulationKind::standardised;
    TimeZero time_zero = TimeZero::salvage_surgery;
    StrategyIndex strategy = {};
    std::optional<StrategyIndex> comparator = {};  ///< of contrasts; empty with a comparator group: the strategy itself
    std::string endpoint = {};                     ///< "os", "cif_local", ...: as in curves.csv; an item for totals
    double time_years = 0;                         ///< since time zero
    WomenClass group = {};
    WomenClass comparator_group = {};            ///< empty: the group itself
    std::vector<std::size_t> adjusted_for = {};  ///< factors: classes of hr_stratified, else standardised to the
                                                 ///< strategy's own women (docs/validation.md)
    bool operator==(const Quantity&) const = default;

    /// The bin at whose end its time is, or the nearest one.
    [[nodiscard]] std::uint32_t bin(unsigned grid_per_year) const {
        return static_cast<std::uint32_t>(std::lround(time_years * grid_per_year));
    }
};

/// A quantity as a file names it; a model may not have what it names.
struct QuantityText {
    std::string endpoint, measure, strategy, comparator;  ///< comparator: none, or the strategy with a comparator group
    std::string group, comparator_group;                  ///< "factor=level|level&factor=level"; empty: everyone
    std::optional<double> time_years = {};                ///< empty: ValidationRules::default_years
    std::vector<std::string> adjusted_for = {};
    TimeZero time_zero = TimeZero::salvage_surgery;

    bool operator==(const QuantityText&) const = default;
    [[nodiscard]] bool is(Measure one) const { return measure == to_text(one); }
};

/// The quantity of a model that a text names: of women as observed, for no model weighs women as a study did. What a
/// measure has no use for, such as the comparator of a proportion, is left out.
/// @throws UsageError with the first thing that the model has not
Quantity resolve(const Model& model, const QuantityText& text);

/// @throws UsageError naming a factor or level that the model has not
WomenClass parse_women(const Model& model, const std::string& text);
/// The text that parse_women reads back; "all" for everyone.
std::string women_text(const Model& model, const WomenClass& women);

/// Scale of a quantity's interval, and on which it is compared with others.
Scale scale_of(const Quantity& quantity);

const char* to_text(PopulationKind kind);
/// The same for people: "as observed".
const char* in_words(PopulationKind kind);

}  // namespace ibtr
