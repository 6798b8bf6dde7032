#include "cohort/fits.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "survival/person_years.hpp"

namespace ibtr::cohort {
namespace {

using survival::FitStatus;
using survival::FittedFamily;

constexpr std::array families_by_name{
    FittedFamily::exponential, FittedFamily::weibull, FittedFamily::gompertz,          FittedFamily::lognormal,
    FittedFamily::loglogistic, FittedFamily::gamma,   FittedFamily::piecewise_constant};

/// Starts of intervals that each have an event.
std::vector<double> starts_with_events(const Spells& spells, std::span<const double> breaks) {
    std::vector<double> starts(breaks.begin(), breaks.end());
    if (starts.empty() || starts.front() != 0) starts.insert(starts.begin(), 0.0);
    std::vector<double> ends = starts;
    ends.push_back(std::numeric_limits<double>::infinity());
    std::vector<survival::PersonYears> cells(starts.size());
    survival::add_person_years(spells.times(), {}, ends, cells);
    std::vector<double> kept{0};
    double events = cells[0].events;  // since the last start that is kept
    for (std::size_t k = 1; k < starts.size(); ++k) {
        double later = 0;
        for (std::size_t j = k; j < cells.size(); ++j) later += cells[j].events;
        if (events == 0 || later == 0) {
            events += cells[k].events;
            continue;
        }
        kept.push_back(starts[k]);
        events = cells[k].events;
    }
    return kept;
}

}  // namespace

FittedFamily find_family(const std::string& name) {
    std::vector<std::string> names;
    for (const FittedFamily family : families_by_name) {
        names.emplace_back(survival::name_of(family));
        if (names.back() == name) return family;
    }
    throw UsageError("--fit: family " + unknown_name(name, names));
}

TransitionFits fit_transition(const ObservedCohort& cohort, Move move, Clock clock,
                              std::span<const FittedFamily> families, std::span<const double> breaks) {
    const Spells spells = spells_at_risk(cohort, move, clock);
    TransitionFits result{move, clock, {}, 0};
    const auto fit = [&](FittedFamily family) {
        result.fits.push_back(survival::fit_parametric(spells.times(), family, starts_with_events(spells, breaks)));
    };
    for (const FittedFamily family : families) fit(family);
    const auto has_maximum = [](const survival::ParametricFit& each) { return each.status == FitStatus::converged; };
    if (std::none_of(result.fits.begin(), result.fits.end(), has_maximum)) fit(FittedFamily::exponential);
    result.best = static_cast<std::size_t>(std::find_if(result.fits.begin(), result.fits.end(), has_maximum) -
                                           result.fits.begin());
    for (std::size_t k = 0; k < result.fits.size(); ++k)
        if (has_maximum(result.fits[k]) && result.fits[k].aic() < result.fits[result.best].aic()) result.best = k;
    return result;
}

}  // namespace ibtr::cohort
