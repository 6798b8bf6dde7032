#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr::psa {

/// What an analysis keeps of each draw beyond the outcomes of all women.
struct Selection {
    std::vector<std::string> groups;  ///< names in report_groups(model), in its order, without "all"
    bool stratified = false;          ///< stratified hazard ratios too

    bool operator==(const Selection&) const = default;
};

/// @param names of groups, "factor=level", or of a factor for all of its levels
/// @throws UsageError for a group that the config does not report
std::vector<std::string> find_groups(const Model& model, const std::vector<std::string>& names);

/// Positions in report_groups(model): all women, then the selected groups.
std::vector<std::size_t> group_positions(const Model& model, const Selection& selection);

}  // namespace ibtr::psa
