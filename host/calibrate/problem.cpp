#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibrate/calibrate.hpp"
#include "ibtr/error.hpp"
#include "uncertainty/extended.hpp"

namespace ibtr {

void FitProblem::check() const {
    if (free.empty()) throw UsageError("no parameter is free: nothing to fit");
    for (std::size_t k = 0; k < free.size(); ++k)
        if (std::find(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(k), free[k]) !=
            free.begin() + static_cast<std::ptrdiff_t>(k))
            throw UsageError(
                fmt::format("{} is named twice among the free parameters", model.parameters[free[k]].name));
    if (!(between_study_sd >= 0 && std::isfinite(between_study_sd)))
        throw UsageError(fmt::format("between_study_sd is {}; it must be a number from 0 up", between_study_sd));
    if (targets.size() <= free.size())
        throw UsageError(
            fmt::format("{} free parameters for {} targets: there must be more targets than free parameters",
                        free.size(), targets.size()));
    for (const std::size_t parameter : free)
        if (!model.parameters[parameter].uncertainty)
            throw UsageError(fmt::format("{} cannot be free: it needs an uncertainty of its own, which is its prior",
                                         model.parameters[parameter].name));
}

std::optional<Parameters> FitProblem::at(const std::vector<double>& scores) const {
    std::vector<double> values = base.values();
    for (std::size_t k = 0; k < free.size(); ++k) {
        const auto u = static_cast<double>(extended::normal_cumulative(scores[k]));
        values[free[k]] = sampler.quantile_of(free[k], std::clamp(u, 0x1p-53, 1 - 0x1p-53));
    }
    Parameters moved = with_expressions(model, std::move(values));
    const std::vector<std::string> violations = check_values(model, moved);
    if (!violations.empty()) throw UsageError("while fitting: " + violations.front());
    return complete ? complete(moved) : moved;
}

}  // namespace ibtr
