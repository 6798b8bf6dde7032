#include "psa/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ibtr/error.hpp"
#include "ibtr/population.hpp"

namespace ibtr::psa {

std::vector<std::string> find_groups(const Model& model, const std::vector<std::string>& names) {
    const std::vector<ReportGroup> groups = report_groups(model);
    std::vector<bool> wanted(groups.size(), false);
    for (const std::string& name : names) {
        bool found = false;
        for (std::size_t g = 1; g < groups.size(); ++g) {
            if (groups[g].name != name && !groups[g].name.starts_with(name + "=")) continue;
            wanted[g] = found = true;
        }
        if (found) continue;
        std::vector<std::string> allowed;
        for (std::size_t g = 1; g < groups.size(); ++g) allowed.push_back(groups[g].name);
        throw UsageError(fmt::format(
            "--groups {}: not a group of this config (`groups` names the factors whose levels are reported); {}", name,
            allowed.empty() ? std::string("there are none")
                            : fmt::format("allowed: {}, or a factor", fmt::join(allowed, ", "))));
    }
    std::vector<std::string> found;
    for (std::size_t g = 1; g < groups.size(); ++g)
        if (wanted[g]) found.push_back(groups[g].name);
    return found;
}

std::vector<std::size_t> group_positions(const Model& model, const Selection& selection) {
    const std::vector<ReportGroup> groups = report_groups(model);
    std::vector<std::size_t> positions{0};
    for (std::size_t g = 1; g < groups.size(); ++g)
        if (std::find(selection.groups.begin(), selection.groups.end(), groups[g].name) != selection.groups.end())
            positions.push_back(g);
    return positions;
}

}  // namespace ibtr::psa
