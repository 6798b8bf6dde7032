#pragma once

#include <map>
#include <string>

#include "config/document.hpp"
#include "ibtr/model.hpp"

namespace ibtr::explore {

/// What a parameter is for: the section of the page that it stands in.
inline constexpr const char *hazards_section = "Hazards", *ratios_section = "Hazard ratios",
                            *practice_section = "Practice", *case_mix_section = "Case mix",
                            *utilities_section = "Utilities", *costs_section = "Costs",
                            *discounting_section = "Discounting", *mechanisms_section = "Mechanisms",
                            *unused_section = "Published numbers that do not enter the solution";

/// Section of every parameter that the solution depends on, by itself or through expressions.
std::map<std::string, std::string> parameter_sections(const config::Node& document, const Model& model);

}  // namespace ibtr::explore
