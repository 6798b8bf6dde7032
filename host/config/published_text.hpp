#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ibtr::config {

/// A number as offices print it: with a decimal comma, with separators of thousands. Where a single separator could be
/// either, it separates decimals, unless `may_be_large` and three digits follow one to three others, the first no 0.
std::optional<double> published_number(std::string_view text, bool may_be_large);

/// What a row of a life table is for: the ages from `first` on, below `end`.
struct AgeLabel {
    enum class Kind {
        single,  ///< "40"
        range,   ///< "0-1" or "5-9", which may mean up to 1 and up to 10: the next row says it
        open,    ///< "110+", "100 and over"
    };
    Kind kind;
    int first = 0;
    int last = 0;  ///< the second number of a range
};

/// "40", "0-1", "5 to 9 years", "<1", "110+", "100 and over". Empty for anything else.
std::optional<AgeLabel> age_label(std::string_view text);

/// Letters of ASCII in lower case: names of columns differ in case from office to office.
std::string in_lower_case(std::string_view text);

}  // namespace ibtr::config
