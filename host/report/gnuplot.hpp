#pragma once

#include <string>

namespace ibtr {

/// What a gnuplot process made of a script.
struct GnuplotResult {
    std::string picture;  ///< empty where there is none
    std::string reason;   ///< why there is none, for people
};

/// Runs gnuplot on a script, for at most a minute, without the user's gnuplot settings.
GnuplotResult run_gnuplot(const std::string& script);

/// A text as a gnuplot string: single quotes, in which gnuplot substitutes nothing. An apostrophe becomes a typographic
/// one (gnuplot's own escape fails next to a semicolon), control characters become spaces.
std::string gnuplot_string(const std::string& text);

/// "rate [per_year]"; a name alone where its unit is "none" or empty.
std::string axis_title(const std::string& name, const std::string& unit);

}  // namespace ibtr
