#pragma once

#include <string>

namespace ibtr::test {

/// A transition that leaves nothing to chance: its hazard is 0 until its clock reads a number, and 400 a year from then
/// on, so that the event follows within 0.1 years but with probability exp(-40).
inline std::string timed_transition(const std::string& name, const std::string& from, const std::string& to,
                                    const std::string& clock, double from_years) {
    return "\n[[transitions]]\nname = \"" + name + "\"\nfrom = \"" + from + "\"\nto = \"" + to + "\"\nclock = \"" +
           clock + "\"\nsource = \"assumption\"\nhazard = { family = \"piecewise_constant\", starts_years = [0, " +
           std::to_string(from_years) + "], rates_per_year = [0, 400] }\n";
}

}  // namespace ibtr::test
