#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/measure.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

/// Primary studies as they were done: who was in them, how long they were followed, how they were analysed.
namespace ibtr::studies {

/// How a study compared its arms.
enum class StudyEstimate : std::uint8_t {
    counts,     ///< events among all women of the arm by the horizon, whoever was followed that long
    km,         ///< Kaplan-Meier at the horizon, with Greenwood's error
    km_counts,  ///< counts that a reviewer computes from Kaplan-Meier: women times 1 - S, rounded
    logrank,    ///< (O - E)/V of the log-rank test, within classes where it is adjusted
    cox,        ///< proportional hazards, ties as Efron, within classes where it is adjusted
    matched,    ///< pairs of equal levels of what it is adjusted for; then as cox
};
const char* to_text(StudyEstimate estimate);

/// How many women of an arm have some levels of a factor.
struct Selection {
    WomenClass women;      ///< one factor
    bool is_odds = false;  ///< value: factor on the odds that the women of the strategy have them; else their share
    double value = 0;
};

struct StudyArm {
    StrategyIndex strategy;
    std::uint32_t women = 0;
    std::optional<StrategyIndex> other_strategy;  ///< that a share of the arm received instead
    double other_share = 0;
    std::vector<Selection> selections;
    double selection_sd = 0;  ///< of the logarithm of its odds between studies like this one
};

/// A p value as printed, two-sided: the true one lies between these, for it was rounded.
struct PublishedP {
    double printed = 0, low = 0, high = 1;
    std::optional<bool> first_better;  ///< whether the first arm had fewer events; empty: not said
};

struct StudyDesign {
    std::string name;
    std::string same_women;      ///< studies that share it are analyses of the same women; empty: women of its own
    StudyArm first, second;      ///< second: the model's reference strategy, or the later row
    double accrual_years = 0;    ///< women enter evenly over so many years
    double follow_up_years = 0;  ///< from the last woman's entry to the analysis
    double dropout_per_year = 0;
    std::string endpoint;      ///< as in curves.csv
    double horizon_years = 0;  ///< of counts and Kaplan-Meier; others use all follow-up up to it
    StudyEstimate estimate = StudyEstimate::counts;
    Measure measure = Measure::rr_alive;    ///< rr_alive, rr_event or rd; of log-rank, Cox and matched: hr
    std::vector<std::size_t> adjusted_for;  ///< factors
    WomenClass group;                       ///< of both arms
    WomenClass analysed;                    ///< of these; others are followed, but not in this analysis
    double from_years = 0;                  ///< those still at risk then are compared, by what happens afterwards
    bool randomised = false;                ///< both arms have the women that the model standardises to
    std::optional<PublishedP> published_p;

    /// The last time at which a woman may still be followed [years].
    [[nodiscard]] double longest_years() const { return accrual_years + follow_up_years; }
};

/// Reads a table of designs, two rows a study (docs/studies.md has its columns).
/// @throws ConfigError listing every problem with its line and column
std::vector<StudyDesign> read_designs(const CsvTable& table, const Model& model);

/// Places of the designs, those of the same women together, in the order of their first rows.
std::vector<std::vector<std::size_t>> studies_of_the_same_women(const std::vector<StudyDesign>& designs);

}  // namespace ibtr::studies
