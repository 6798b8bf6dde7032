#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/quantity.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"

/// A model held against published targets. What is compared with what, and how it is judged: docs/validation.md.
namespace ibtr {

/// What can be said about a target.
enum class TargetStatus : std::uint8_t {
    published,            ///< judged by its published interval
    derived,              ///< judged by a binomial interval from the number of women
    one_sided,            ///< judged in the direction that no known lack of the model explains
    no_verdict,           ///< neither interval nor number of women: difference only
    no_value,             ///< nothing numerical could be verified
    simulated,            ///< a published p value: how often the model's women give one as small
    structural_mismatch,  ///< shown; the model has not what was measured
    not_in_model,         ///< the model lacks a strategy, factor, level or endpoint
};
const char* to_text(TargetStatus status);

/// One target beside the model. NaN is undefined. Intervals are 95 %.
struct TargetResult {
    Target target;
    std::optional<Quantity> quantity = {};  ///< empty where the model lacks something: see `reason`
    TargetStatus status = TargetStatus::not_in_model;
    bool time_assumed = false;  ///< the source does not state its horizon
    double time_years = nan_;
    double model = nan_, mc_se = nan_, ci_low = nan_, ci_high = nan_;  ///< Monte Carlo; mc_se 0 where solved exactly
    double cri_low = nan_, cri_high = nan_;                            ///< from parameter draws
    double published = nan_, pub_low = nan_, pub_high = nan_;
    double prediction_low = nan_, prediction_high = nan_;  ///< of a new study, for pooled targets with I2
    double difference = nan_, ratio = nan_;                ///< model minus, over published
    double z = nan_;               ///< > 0: the model's is larger; ratios on log, proportions on log(-log) scale
    double prob_in_band = nan_;    ///< share of draws within the accuracy band of the published value
    double prob_direction = nan_;  ///< simulated p values: share of comparisons in the published direction
    std::string inside;            ///< "published", "one-sided" (beyond it, where a known lack of the model puts it),
                                   ///< "prediction" or "outside" interval; empty without one
    std::optional<bool> pass;      ///< |z| <= 1.96, or z on the side of a known lack; empty where there is no verdict
    std::optional<bool> met;  ///< within its interval or, one-sided, beyond it on that side; empty without a verdict
    bool by_construction = false;  ///< a parameter was solved on this number: that it is met says nothing
    std::string cohort;            ///< the first target that shares women with this one, itself where there is none
    std::string reason;            ///< why there is no model value

private:
    static constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();
};

/// Published numbers that no model can meet together: the ratio of two proportions lies outside the interval of the
/// ratio published for the same women.
struct Inconsistency {
    std::string strategy_target, comparator_target, ratio_target;
    double implied = 0, published = 0, z = 0;  ///< z of the difference of logarithms
};
std::vector<Inconsistency> find_inconsistencies(const std::vector<Target>& targets);

/// How much of the literature a model meets. Rows of the same women are one cohort, met where all its judged rows are;
/// what is met by construction counts in neither.
struct Score {
    std::size_t judged = 0, met = 0;                           ///< targets
    std::size_t cohorts = 0, cohorts_met = 0;                  ///< groups of women of which none is in two
    std::size_t by_construction = 0, by_construction_met = 0;  ///< targets on which a parameter was solved
};
Score score_of(const std::vector<TargetResult>& results);
/// For people: one line, and another where rows are met by construction.
std::string score_text(const Score& score);

struct ValidationOptions {
    std::uint32_t draws = 0;           ///< of the parameters; 0: none
    std::uint32_t comparisons = 4000;  ///< simulated for a published p value
    ExactOptions exact{.budget_seconds = 0};
    std::function<bool(std::uint32_t)> progress = {};  ///< told how many draws are done; false stops
};

struct Validation {
    std::vector<TargetResult> results;  ///< in the order of the targets
    std::vector<Inconsistency> inconsistencies;
    std::uint32_t draws = 0;
    std::vector<std::string> failed;  ///< targets that must hold and do not

    [[nodiscard]] bool holds() const { return failed.empty(); }
};

/// @throws UsageError where must_hold names a target that is unknown, or whose horizon, direction or interval is
/// assumed
Validation validate(const Model& model, const Parameters& parameters, const Evidence& evidence,
                    const std::vector<Target>& targets, const ValidationOptions& options);

/// validation.csv
std::string validation_csv(const Validation& validation);
std::string validation_json(const Validation& validation, const RunIdentity& identity, JsonLayout layout);
/// For people: one line a target, then inconsistent targets.
std::string validation_table(const Validation& validation);

/// All files of a run folder, the manifest last. @return why there is no figure, or nothing
Remarks write_validation(const Model& model, const Validation& validation, const RunIdentity& identity, bool figures,
                         const RunFolder& folder, Manifest manifest, StageTimer& timer);
/// What it writes.
FileNames validation_files();

}  // namespace ibtr
