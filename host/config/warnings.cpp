#include <fmt/format.h>

#include <algorithm>

#include "config/build.hpp"
#include "ibtr/population.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::config {
namespace {

void warn_of_short_life_tables(const Model& model, std::vector<std::string>& warnings) {
    const auto age_factor = model.age_factor();
    if (!age_factor) return;
    double oldest = 0;
    for (const AgeBand& band : model.factors[*age_factor].age_bands) oldest = std::max(oldest, band.high_years);
    for (std::size_t i = 0; i < model.life_tables.size(); ++i) {
        const LifeTable& table = model.life_tables[i];
        const auto uses = [&](const HazardSpec* hazard) {
            return hazard->family == HazardFamily::life_table && hazard->life_table == i;
        };
        const bool used = std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& t) {
            const std::vector<const HazardSpec*> hazards = hazards_of(t);
            return std::any_of(hazards.begin(), hazards.end(), uses);
        });
        const double end = table.first_age_years + static_cast<double>(table.probability.size());
        if (!used) {
            warnings.push_back(fmt::format("life table '{}' is never used", table.name));
        } else if (end < oldest + model.horizon_years) {
            warnings.push_back(
                fmt::format("life table '{}' ends at age {}, {} reach {}: its last hazard goes on from there",
                            table.name, end, model.people, oldest + model.horizon_years));
        }
    }
}

void warn_of_unsourced_numbers(const Build& build, std::vector<std::string>& warnings) {
    if (build.unsourced.empty()) return;
    warnings.push_back(
        fmt::format("numbers without a source count as assumptions: {}", fmt::join(build.unsourced, ", ")));
}

/// False for a parameter of a config that this one extends: there it may well be used.
bool is_own(const Build& build, const std::string& parameter) {
    const Cursor at = build.root.at("parameters").at(parameter);
    return *at.origin().file == *build.root.at("name").origin().file;
}

void warn_of_parameters(const Build& build, std::vector<std::string>& warnings) {
    for (std::size_t i = 0; i < build.model.parameters.size(); ++i) {
        const Parameter& parameter = build.model.parameters[i];
        if (!build.parameter_used[i] && is_own(build, parameter.name))
            warnings.push_back(fmt::format("parameter '{}' is never used", parameter.name));
        if (!parameter.value || !parameter.uncertainty || !parameter.uncertainty->ci95_low) continue;
        const Uncertainty& uncertainty = *parameter.uncertainty;
        if (*parameter.value < *uncertainty.ci95_low || *parameter.value > *uncertainty.ci95_high) {
            warnings.push_back(fmt::format("parameter '{}' is {}, outside its own ci95 of {} to {}", parameter.name,
                                           *parameter.value, *uncertainty.ci95_low, *uncertainty.ci95_high));
        }
    }
}

void warn_of_misfits(const Model& model, std::vector<std::string>& warnings) {
    for (const Parameter& parameter : model.parameters) {
        if (!parameter.value || !parameter.uncertainty) continue;
        const FittedDistribution fit = fit_distribution(*parameter.value, *parameter.uncertainty);
        if (fit.misfit <= largest_silent_misfit) continue;
        warnings.push_back(fmt::format(
            "parameter '{}': {} has its {} at {:.4g}, {:.0f} % of its 95 % interval away from "
            "the value {}; another family may suit the numbers better",
            parameter.name, in_words(fit.distribution), fit.point == PointEstimate::mean ? "mean" : "median",
            fit.point_value, 100 * fit.misfit, *parameter.value));
    }
}

void warn_of_unknown_women(const Model& model, std::vector<std::string>& warnings) {
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (const std::size_t factor : selects_unknown_women(model, s, {})) {
            std::string warning = fmt::format(
                "mix '{}': a component has a case mix of '{}' and it has none of its own, so that its as_observed rows "
                "are empty; add a [[case_mix]] for it",
                model.strategies[s].name, model.factors[factor].name);
            // A mix by level has a rule, and a finding, for every level.
            if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end())
                warnings.push_back(std::move(warning));
        }
}

}  // namespace

std::vector<std::string> find_warnings(const Build& build) {
    std::vector<std::string> warnings;
    warn_of_unsourced_numbers(build, warnings);
    warn_of_parameters(build, warnings);
    warn_of_misfits(build.model, warnings);
    warn_of_short_life_tables(build.model, warnings);
    warn_of_unknown_women(build.model, warnings);
    warn_of_clocks(build.model, warnings);
    return warnings;
}

}  // namespace ibtr::config
