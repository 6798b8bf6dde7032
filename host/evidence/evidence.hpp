#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// Whether somebody read the number where the row says it stands.
enum class EvidenceStatus : std::uint8_t { verified, unverified, not_found };

/// One published number. Texts are as in evidence.csv; numbers are set where the text is one.
struct EvidenceRow {
    int line = 0;
    std::string id;  ///< "E01-09"
    std::string quantity, arm, population, horizon_text, value_text, n_text, events_text, statistic;
    std::string source, doi, pmid, url;
    EvidenceStatus status = EvidenceStatus::verified;
    std::optional<double> horizon_years, value, ci_low, ci_high, women;

    /// True where the value and its interval are percentages.
    [[nodiscard]] bool is_percentage() const { return statistic.starts_with("percent"); }
    /// True where the value is the I2 of a pool of studies.
    [[nodiscard]] bool is_inconsistency() const { return statistic == "percent I2"; }
    /// A number of this row as models write it: a proportion for a percentage.
    [[nodiscard]] double in_model_units(double number) const { return is_percentage() ? number / 100 : number; }
    /// Source, DOI or PMID, for people; says so where the number is not verified.
    [[nodiscard]] std::string citation() const;
};

/// The table of published numbers.
struct Evidence {
    std::string file;
    std::map<std::string, EvidenceRow> rows;  ///< by id

    [[nodiscard]] const EvidenceRow* find(const std::string& id) const;
};

/// The folder `evidence` with an evidence.csv that belongs to a config: beside it, or beside the folder it lies in.
std::optional<std::filesystem::path> evidence_folder(const std::filesystem::path& config_file);

/// Reads evidence.csv. @throws ConfigError listing every problem
Evidence load_evidence(const std::string& path);

/// What a target is for, fixed before anything is fitted.
enum class TargetRole : std::uint8_t {
    calibration,          ///< fitted to
    external,             ///< only compared with
    structural_mismatch,  ///< shown; the model has not what was measured
};

/// Where the interval of a target comes from.
enum class TargetInterval : std::uint8_t {
    published,
    binomial_from_n,  ///< Wilson's, from the number of women; ignores censoring
    none,
};

/// Where something that the model is known to lack pushes its number: a difference that way says nothing against it.
enum class ErrorDirection : std::uint8_t { none, model_lower, model_higher };

/// A published number as the model would have to produce it. The columns are explained in configs/evidence/README.md.
struct Target {
    int line = 0;
    std::string name;                       ///< "V4a": row a of target V4
    std::vector<std::string> evidence_ids;  ///< the first holds the value
    std::string population;
    QuantityText what;               ///< its time is empty where there is none in the file
    bool time_assumed = false;       ///< the source does not state it
    bool direction_assumed = false;  ///< which arm is which is inferred; the note says so
    std::optional<double> value, ci_low, ci_high;
    std::optional<double> women;                                    ///< behind a binomial interval
    std::optional<std::uint32_t> women_strategy, women_comparator;  ///< compared by a published test
    std::optional<std::uint32_t> studies;                           ///< pooled
    TargetInterval interval = TargetInterval::none;
    std::string time_zero;                            ///< as in the file
    std::vector<std::string> shares_women_with = {};  ///< names of cohorts, or of targets
    bool by_construction = false;                     ///< a parameter of the evidence model is solved on this number
    std::optional<double> follow_up_years = {};       ///< median, of which women are followed that long
    ErrorDirection error_direction = ErrorDirection::none;
    TargetRole role = TargetRole::external;
    std::string note;
};

/// Reads targets.csv, of which columns other than target, endpoint, measure, strategy and value may be left out, and
/// holds each target against its evidence: unknown ids, numbers that are not verified, and every value, limit, time,
/// number of women or arm that differs from its row is a problem. A target that names no evidence has a `source`.
/// @throws ConfigError listing every problem
std::vector<Target> load_targets(const std::string& path, const Evidence& evidence);

/// A targets.csv with the evidence.csv beside it, which a table without the column evidence_ids does without.
struct TargetTable {
    Evidence evidence;
    std::vector<Target> targets;
};
/// @throws ConfigError as load_evidence and load_targets do
TargetTable load_target_table(const std::filesystem::path& targets_file);

/// Which targets share women, directly or through others: [target] -> the first target of its cohort.
std::vector<std::size_t> cohorts_of(const std::vector<Target>& targets);
/// Adds a problem for every name in shares_women_with that joins nothing and resembles one that does.
void check_cohorts(const std::vector<Target>& targets, const std::string& file, std::vector<Problem>& problems);

/// Women without censoring who would tell as much as those of a target of whom half are followed `follow_up_years` or
/// less: n (e^a - 1)/a (a + c)/(e^(a + c) - 1), with a and c the cumulative hazards of the event and of censoring at
/// the target's time, both constant (Greenwood's variance of each). All women where no follow-up is given.
double women_followed(const Target& target);

/// 95 % interval of a proportion (Wilson 1927).
Interval wilson_interval(double proportion, double women);

/// Whether a text is E, two digits, a hyphen, two digits.
bool is_evidence_id(std::string_view text);

/// Every word of a text that is an evidence id or was meant to be one (E, digits, hyphen, digits), in order.
std::vector<std::string> evidence_ids_in(std::string_view text);

/// An evidence id in a `source` of a model, and what it stands for.
struct Citation {
    std::string key;  ///< "parameters.h_local"
    std::string id;
    std::string text;
};

/// The sources of a model, held against the evidence.
struct SourceCheck {
    std::vector<Citation> citations;  ///< in the order of the model
    std::vector<Problem>
        problems;  ///< unknown ids, numbers not verified, values that differ from their source unexplained
};

/// Looks up everything in the model's sources that looks like an evidence id (E01-09). A parameter whose whole source
/// is one id must have that row's value, or a note that says how it follows from it.
/// @param config_file for the problems
SourceCheck check_sources(const Model& model, const Evidence& evidence, const std::string& config_file);

/// What the evidence ids in the model stand for, where a table of evidence lies beside the config.
/// @throws ConfigError for ids that it has not, and numbers that differ from it
std::vector<Citation> citations_of(const Model& model, const std::string& config_path);

}  // namespace ibtr
