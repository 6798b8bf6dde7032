#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/statistics.hpp"
#include "economics/costs_and_effects.hpp"
#include "estimate/mean_times.hpp"
#include "ibtr/design.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/work_plan.hpp"

/// Estimates -> text of the files in a run folder. Every function is pure: a value in, the whole text out.
/// An undefined number (NaN) is an empty field or null; numbers read back to the same double.
namespace ibtr {

/// curves.csv. @param credible limits from parameter uncertainty, parallel to estimates.curves; empty outside psa
std::string curves_csv(const Model& model, const Estimates& estimates, std::span<const Interval> credible = {});

/// contrasts.csv. @param credible the same, parallel to estimates.contrasts
std::string contrasts_csv(const Model& model, const Estimates& estimates, std::span<const Interval> credible = {});

/// mean_times.csv: years in every state, and medians of survivals.
std::string mean_times_csv(const Model& model, std::span<const MeanTimes> all);

/// Limits of row k, or none outside psa.
inline Interval interval_of(std::span<const Interval> credible, std::size_t k) {
    return credible.empty() ? Interval{} : credible[k];
}

/// One line of the short list that a reader sees first: a proportion or a contrast.
struct Headline : Quantity {
    Estimate estimate;
    Interval credible;
    double exact = undefined;
    double z = undefined;  ///< (estimate - exact) / standard error, or a score of the binomial tail
};

/// Group "all", every reported population, every landmark: proportions os, cif_local and cif_distant of each
/// strategy; os rr_alive and os rd of each strategy against the reference.
std::vector<Headline> headline(const Model& model, const Estimates& estimates,
                               std::span<const Interval> curve_credible = {},
                               std::span<const Interval> contrast_credible = {});

/// Fills `exact` and `z` from the exact solution of the same model. The standard error of z is the true
/// stratified one for a proportion of a simulated strategy (stratified_standard_error), the jackknife's for
/// mixes and contrasts. Where it is 0 (equal strategies) there is no z; where events are rare z is the normal score of
/// the exact binomial tail (binomial_score).
/// @param allocation women simulated per stratum
void compare_with_exact(std::vector<Headline>& lines, const Cohort& cohort, const ExpectedTallies& expected,
                        std::span<const std::uint64_t> allocation);

/// Illegal points of parameters that a psa has drawn again, as asked.
struct LeftOutDraws {
    std::uint64_t left_out = 0, kept = 0;
    [[nodiscard]] double share() const {
        return static_cast<double>(left_out) / static_cast<double>(std::max<std::uint64_t>(left_out + kept, 1));
    }
};

enum class JsonLayout : std::uint8_t { one_line, indented };

/// What identifies the numbers of a summary.
struct RunIdentity {
    std::string config_hash, tally_digest, backend;
    std::optional<LeftOutDraws> illegal_draws = {};  ///< where they were left out
};
/// @param economics costs and effects; the section is left out where there are none
std::string summary_json(const Model& model, const RunIdentity& identity, std::span<const Headline> lines,
                         JsonLayout layout, std::span<const CostsAndEffects> economics = {});

/// Wall time of one stage of a run.
struct StageTime {
    std::string stage;
    double seconds = 0;
};

/// What the exact solution says about itself; NaN where it was not asked for.
struct ExactInfo {
    double step_error = undefined;   ///< change on halving the step
    double table_error = undefined;  ///< compiled tables against continuous hazards
};

/// What simulated one part of a merged cohort.
struct PartOrigin {
    PatientRange patient_range;
    std::string backend, device;
    unsigned threads = 0;
};

/// What `psa --patients auto` found beforehand.
struct PilotInfo {
    std::uint64_t draws = 0, patients = 0;
    double optimal_patients = 0;
};

/// How fast a backend was in a trial.
struct BackendPace {
    std::string backend;
    std::uint64_t draws = 0;  ///< finished in `seconds`
    double seconds = 0;
    [[nodiscard]] double draws_per_second() const { return static_cast<double>(draws) / seconds; }
};

/// Everything needed to repeat a run and to tell whether a repetition is the same. Written last: a folder
/// with a manifest is complete.
struct Manifest {
    std::string command;  ///< "run", "exact", "psa", ...
    std::string config_text, config_hash;
    std::uint64_t seed = 0, patients = 0;
    PatientRange patient_range;
    std::optional<std::uint64_t> draws;
    std::optional<DrawRange> draw_range;        ///< of a shard
    std::optional<LeftOutDraws> illegal_draws;  ///< where they were left out
    std::vector<std::string> drawn_only;        ///< the parameters that were drawn, where not all were
    std::optional<PilotInfo> pilot;             ///< where it chose the patients per draw
    std::string version, git_describe, compiler, compiler_flags;
    std::string backend, device;
    unsigned threads = 0;
    std::vector<BackendPace> trial;  ///< by which `--backend auto` has chosen; empty where it has measured nothing
    std::vector<PartOrigin> parts;   ///< of a merged cohort
    std::vector<StageTime> wall_times;
    double peak_memory_mib = 0;  ///< largest resident set of the process so far
    std::string tables_digest, tally_digest;
    std::optional<ExactInfo> exact;
};
std::string manifest_json(const Manifest& manifest);

/// The headline as a table for people: proportions, then contrasts, at each landmark, with intervals.
std::string headline_table(const Model& model, std::span<const Headline> lines);

}  // namespace ibtr
