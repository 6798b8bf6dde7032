#include "calibrate/targets.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "ibtr/exact.hpp"
#include "validate/estimand_values.hpp"
#include "validate/target_estimand.hpp"

namespace ibtr::calibration {

Selection select_targets(const Model& model, const std::vector<Target>& targets) {
    Selection selection;
    for (const Target& target : targets) {
        if (target.role != TargetRole::calibration) continue;
        const Estimand estimand = validation::estimand_of(target, model.validation);
        const std::string missing = validation::missing_for(model, estimand);
        const bool has_interval = target.value && target.ci_low && target.ci_high;
        const double error = has_interval
                                 ? validation::published_error(estimand, *target.value, *target.ci_low, *target.ci_high)
                                 : std::numeric_limits<double>::quiet_NaN();
        if (!missing.empty() || !(error > 0)) {
            const std::string why = !missing.empty() ? missing
                                    : has_interval   ? "without an error that its interval would tell"
                                                     : "without an interval";
            selection.left_out.push_back(fmt::format("{}: {}", target.name, why));
            continue;
        }
        selection.numbers.push_back({target.name, validation::comparable(estimand, *target.value), error});
        selection.targets.push_back(target);
        selection.estimands.push_back(estimand);
    }
    return selection;
}

std::function<std::vector<double>(const Parameters&)> model_numbers(const Model& model, const Selection& selection,
                                                                    std::function<bool()> stop_requested) {
    // Far below any published error, and several times faster than the solver's own tolerance.
    ExactOptions options{.budget_seconds = 0, .step_tolerance = 1e-6, .threads = 1};
    options.stop_requested = std::move(stop_requested);
    return [&model, &selection, options](const Parameters& parameters) {
        std::vector<double> numbers = estimand_values(model, parameters, selection.estimands, options);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = validation::comparable(selection.estimands[i], numbers[i]);
        return numbers;
    };
}

}  // namespace ibtr::calibration
