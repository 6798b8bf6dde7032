#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cohort/fits.hpp"
#include "cohort/groups.hpp"
#include "cohort/observed_cohort.hpp"
#include "cohort/spells.hpp"

namespace ibtr::cohort {

/// What is asked of a cohort.
struct CohortRequest {
    std::vector<double> breaks{0, 1, 2, 3, 5, 10};  ///< [years] of rates and piecewise constant fits; the last is open
    std::vector<double> times;                      ///< [years] of curves; empty: the breaks above 0
    std::vector<std::string> groups;                ///< columns
    std::vector<std::string> from;                  ///< states whose entry is a time zero of its own
    std::vector<std::string> cox;                   ///< transitions, or states: entry from anywhere
    std::vector<std::string> covariates, strata;    ///< columns, of cox
    std::vector<std::string> fits;                  ///< FAMILY of all transitions, or TRANSITION=FAMILY
    Clock clock = Clock::sojourn;                   ///< of transitions out of states other than the start
};

/// A cohort, and the request with its names looked up.
struct CohortAnalysis {
    ObservedCohort cohort;
    CohortRequest request;
    std::vector<double> times;
    std::vector<Grouping> groupings;  ///< everyone first
    std::vector<std::uint32_t> from;  ///< states
    std::vector<Move> moves;
    std::vector<TransitionFits> fits;  ///< one a move

    /// By which clock a transition is described.
    [[nodiscard]] Clock clock_of(Move move) const {
        return move.from == cohort.start_state ? Clock::time : request.clock;
    }
};

/// @throws UsageError for a name that the cohort does not have, breaks or times that do not ascend, a cohort of more
/// states than a model may have, or without a transition
CohortAnalysis analyse(ObservedCohort cohort, CohortRequest request);

// The files of the run folder, each a whole text.
std::string transitions_csv(const CohortAnalysis& analysis);
std::string rates_csv(const CohortAnalysis& analysis);
std::string survival_csv(const CohortAnalysis& analysis);
std::string log_rank_csv(const CohortAnalysis& analysis);
std::string occupancy_csv(const CohortAnalysis& analysis);
/// @param remarks added to: rows left out, fits without a maximum
std::string cox_csv(const CohortAnalysis& analysis, Remarks& remarks);
std::string fits_csv(const CohortAnalysis& analysis);

}  // namespace ibtr::cohort
