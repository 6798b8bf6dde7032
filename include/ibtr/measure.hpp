#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ibtr {

/// Scale on which an interval is symmetric.
enum class Scale : std::uint8_t {
    plain,
    ratio,      ///< log x
    survival,   ///< log(-log p)
    incidence,  ///< log(-log(1 - p)), so that both directions of a proportion get the same interval
};

/// What a number says about an endpoint. Definitions: docs/model.md, "Measures".
enum class Measure : std::uint8_t {
    value,                    ///< the endpoint's own number, as on its curve
    proportion,               ///< the same of an endpoint that is a share of women
    rr_event,                 ///< ratio of shares with the event
    rr_alive,                 ///< ratio of shares without it
    rd,                       ///< difference of shares without it
    nnt,                      ///< 1 / rd
    rmst_diff,                ///< difference of restricted means [years]
    rmtl_ratio,               ///< ratio of restricted mean times lost
    hr,                       ///< hazard ratio
    hr_stratified,            ///< hazard ratio within classes of women
    cumulative_hazard_ratio,  ///< ln S / ln S of the comparator
    share_distant,            ///< of second recurrences
    p_value,                  ///< of a published log-rank test
    total,                    ///< cost or effect to the horizon, per woman
    difference,               ///< of totals
};

/// What holds of a measure wherever it is read, printed or compared.
struct MeasureTraits {
    Measure measure;
    const char* name;   ///< in files and on the command line
    const char* words;  ///< for people
    bool contrast;      ///< needs a comparator or a comparator group, which others must not have
    Scale scale;        ///< of its interval; `value` and `proportion` take their endpoint's
    bool solvable;      ///< a marginal of a config may name it
    bool published;     ///< a target may name it
    bool of_mean;       ///< read from the restricted mean, with overall survival for its endpoint and no other
};
const MeasureTraits& traits(Measure measure);

inline const char* to_text(Measure measure) {
    return traits(measure).name;
}
inline bool is_contrast(Measure measure) {
    return traits(measure).contrast;
}

std::optional<Measure> find_measure(std::string_view name);
/// @throws UsageError for an unknown name, with all that there are
Measure parse_measure(const std::string& name);
/// Names of the measures of which something holds, as `&MeasureTraits::published`.
std::vector<std::string> measure_names(bool MeasureTraits::*holds);

}  // namespace ibtr
