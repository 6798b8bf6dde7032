#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "economics/costs_and_effects.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/study.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"

/// Results of `run`, `exact` and `merge` -> the files of a run folder, the manifest last.
namespace ibtr {

/// The exact solution of a study on its compiled tables and on its continuous hazards.
struct ExactSolutions {
    ExpectedTallies tabulated, continuous;
    ExactInfo info;
};
/// @param options the budget is that of both together
/// @throws BudgetExceeded, Interrupted
ExactSolutions solve_both(const Study& study, const ExactOptions& options);

/// What people see first of a run.
struct RunResults {
    RunIdentity identity;
    std::vector<Headline> headline;
    Remarks remarks;
    std::vector<CostsAndEffects> economics = {};  ///< where the config has utilities and costs
};

/// How a simulation is compared with the exact solution.
struct Comparison {
    bool skip = false;
    double budget_seconds = 5;
    std::function<bool()> stop_requested = {};  ///< asked now and then, from several threads
};

/// Tallies of a whole cohort -> curves and contrasts first, then the comparison with the exact solution, summary and
/// figure.
/// @param allocation women simulated per stratum
/// @throws Interrupted, StorageError
RunResults write_simulation(const Study& study, const Tallies& tallies, const std::vector<std::uint64_t>& allocation,
                            const Comparison& comparison, bool figures, const RunFolder& folder, Manifest manifest,
                            StageTimer& timer);

/// Tallies of a part of the cohort.
RunResults write_part(const Study& study, const WorkPlan& plan, Tallies tallies, const RunFolder& folder,
                      Manifest manifest, StageTimer& timer);

/// The exact solution, in the files of a simulation.
RunResults write_exact(const Study& study, const ExactSolutions& solutions, bool figures, const RunFolder& folder,
                       Manifest manifest, StageTimer& timer);

/// What these three write.
FileNames run_files();

}  // namespace ibtr
