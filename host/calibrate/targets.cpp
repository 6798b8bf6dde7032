#include "calibrate/targets.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/statistics.hpp"
#include "estimate/quantity_values.hpp"
#include "ibtr/error.hpp"
#include "ibtr/exact.hpp"
#include "validate/target_scale.hpp"

namespace ibtr::calibration {

namespace {

/// Takes a target in, or notes why it is left out.
void take_in(TargetSelection& selection, const Target& target, const Quantity& quantity) {
    const bool has_interval = target.value && target.ci_low && target.ci_high;
    const double error = has_interval
                             ? validation::published_error(quantity, *target.value, *target.ci_low, *target.ci_high)
                             : undefined;
    if (!(error > 0)) {
        const char* why = has_interval ? "without an error that its interval would tell" : "without an interval";
        selection.left_out.push_back(fmt::format("{}: {}", target.name, why));
        return;
    }
    selection.numbers.push_back({target.name, validation::comparable(quantity, *target.value), error});
    selection.targets.push_back(target);
    selection.quantities.push_back(quantity);
}

}  // namespace

TargetSelection select_targets(const Model& model, const std::vector<Target>& targets) {
    TargetSelection selection;
    std::vector<std::string> twice;
    std::map<std::string, std::string> cited;  // evidence: the target that has its number
    for (const Target& target : targets) {
        if (target.role != TargetRole::calibration) continue;
        try {
            const std::size_t before = selection.targets.size();
            take_in(selection, target, validation::quantity_of(model, target));
            if (selection.targets.size() == before || target.evidence_ids.empty()) continue;
            const auto [earlier, is_new] = cited.emplace(target.evidence_ids.front(), target.name);
            if (!is_new)
                twice.push_back(fmt::format("{} and {} are both {}", earlier->second, target.name, earlier->first));
        } catch (const UsageError& lacking) {
            selection.left_out.push_back(fmt::format("{}: {}", target.name, lacking.what()));
        }
    }
    if (!twice.empty())
        throw UsageError(
            fmt::format("the same published number counts once, or the posterior is narrower than what is known: {}; "
                        "give one of them "
                        "the role external",
                        fmt::join(twice, ", ")));
    return selection;
}

std::function<std::vector<double>(const Parameters&)> model_numbers(const Model& model,
                                                                    const TargetSelection& selection,
                                                                    std::function<bool()> stop_requested) {
    // Far below any published error, and several times faster than the solver's own tolerance.
    ExactOptions options{.budget_seconds = 0, .step_tolerance = 1e-6, .threads = 1};
    options.stop_requested = std::move(stop_requested);
    return [&model, &selection, options](const Parameters& parameters) {
        std::vector<double> numbers = quantity_values(model, parameters, selection.quantities, options);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = validation::comparable(selection.quantities[i], numbers[i]);
        return numbers;
    };
}

}  // namespace ibtr::calibration
