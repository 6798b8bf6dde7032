#include "cohort/cohort_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cohort {
namespace {

using survival::FittedFamily;

void require_ascending(const std::string& option, const std::vector<double>& values) {
    for (std::size_t k = 0; k < values.size(); ++k)
        if (values[k] < 0 || (k > 0 && !(values[k - 1] < values[k])))
            throw UsageError(fmt::format("{}: expected ascending years, 0 or more", option));
}

void require_model_sizes(const CohortAnalysis& analysis) {
    constexpr std::size_t most_states = core::max_states;
    constexpr std::ptrdiff_t most_moves = core::max_exits;
    if (analysis.cohort.states.size() > most_states)
        throw UsageError(fmt::format("the cohort has {} states; a model has at most {}: join some",
                                     analysis.cohort.states.size(), most_states));
    if (analysis.moves.empty())
        throw UsageError("nobody in this cohort is seen to move to another state: there is nothing to describe");
    for (const Move move : analysis.moves) {
        const auto of_state = std::count_if(analysis.moves.begin(), analysis.moves.end(),
                                            [&](Move each) { return each.from == move.from; });
        if (of_state > most_moves)
            throw UsageError(fmt::format("{} states are reached from '{}'; a model has at most {}: join some", of_state,
                                         analysis.cohort.states[move.from], most_moves));
    }
}

/// "FAMILY" for all transitions, "TRANSITION=FAMILY" for one; exponential where nothing is asked for.
std::vector<FittedFamily> families_of(const CohortAnalysis& analysis, Move move) {
    std::vector<FittedFamily> families;
    for (const std::string& text : analysis.request.fits) {
        const std::size_t equals = text.find('=');
        const FittedFamily family = find_family(equals == std::string::npos ? text : text.substr(equals + 1));
        if (equals != std::string::npos && !(find_move(analysis.cohort, "--fit", text.substr(0, equals)) == move))
            continue;
        if (std::find(families.begin(), families.end(), family) == families.end()) families.push_back(family);
    }
    if (families.empty()) families.push_back(FittedFamily::exponential);
    return families;
}

}  // namespace

CohortAnalysis analyse(ObservedCohort cohort, CohortRequest request) {
    require_ascending("--breaks", request.breaks);
    require_ascending("--times", request.times);
    if (request.breaks.empty()) throw UsageError("--breaks: give at least one, for example 0");
    if (!request.cox.empty() && request.covariates.empty())
        throw UsageError("--cox needs --covariates: the columns that the hazard may depend on");
    CohortAnalysis analysis{std::move(cohort), std::move(request), {}, {}, {}, {}, {}};
    for (const double time : analysis.request.times.empty() ? analysis.request.breaks : analysis.request.times)
        if (time > 0) analysis.times.push_back(time);
    analysis.groupings = groupings(analysis.cohort, analysis.request.groups);
    for (const std::string& state : analysis.request.from)
        analysis.from.push_back(analysis.cohort.state("--from", state));
    analysis.moves = moves_of(analysis.cohort);
    require_model_sizes(analysis);
    for (const Move move : analysis.moves) {
        const Clock clock = analysis.clock_of(move);
        TransitionFits fits =
            fit_transition(analysis.cohort, move, clock, families_of(analysis, move), analysis.request.breaks);
        if (fits.best == fits.fits.size())
            throw UsageError(
                fmt::format("{}: of nobody who moved so is it known when she came into the state; use "
                            "--clock time",
                            analysis.cohort.name_of(move)));
        analysis.fits.push_back(std::move(fits));
    }
    return analysis;
}

std::string fits_csv(const CohortAnalysis& analysis) {
    CsvText csv(
        "transition,clock,family,status,best,log_likelihood,aic,events,person_years,parameter,from_years,estimate,"
        "standard_error,coordinate,covariance\n");
    for (const TransitionFits& of_move : analysis.fits)
        for (std::size_t k = 0; k < of_move.fits.size(); ++k) {
            const survival::ParametricFit& fit = of_move.fits[k];
            const std::size_t n = fit.values.size();
            for (std::size_t j = 0; j < n; ++j) {
                std::string covariance;
                const bool has_maximum = fit.status == survival::FitStatus::converged;
                for (std::size_t l = 0; l < n && has_maximum; ++l)
                    covariance += fmt::format("{}{}", l == 0 ? "" : " ", fit.covariance[j * n + l]);
                csv.row(analysis.cohort.name_of(of_move.move), name_of(of_move.clock), survival::name_of(fit.family),
                        survival::name_of(fit.status), k == of_move.best ? "yes" : "no", fit.log_likelihood, fit.aic(),
                        fit.events, fit.years, fit.keys[j], fit.starts_years.empty() ? undefined : fit.starts_years[j],
                        fit.values[j], has_maximum ? fit.error(j) : undefined, fit.is_logarithm[j] != 0 ? "ln" : "",
                        covariance);
            }
        }
    return csv.take();
}

}  // namespace ibtr::cohort
