#pragma once

#include <optional>

#include "meta/meta.hpp"
#include "studies/arm_law.hpp"
#include "studies/study_design.hpp"
#include "survival/log_rank.hpp"

namespace ibtr::studies {

/// Survival at the end of a bin, of all classes together, by Kaplan and Meier (1958).
struct KaplanMeier {
    double survival = 1;
    double relative_variance = 0;  ///< Greenwood's (1926) sum of d / (n (n - d)): variance of ln S; infinite at S = 0
};
KaplanMeier kaplan_meier(const SeenTable& arm, std::size_t bins);

/// Log-rank test of both arms within classes; the first arm is its last group.
survival::LogRank log_rank(const SeenTable& first, const SeenTable& second, std::size_t bins);

/// Logarithm of the hazard ratio of the first arm by partial likelihood, ties as Efron (1977), within classes, and its
/// variance, the inverse information. Nothing where one arm has no events while the other is at risk with it.
std::optional<meta::Effect> cox(const SeenTable& first, const SeenTable& second, std::size_t bins);

/// What the study reports: its effect on the scale on which studies are pooled, and the variance it states. Nothing
/// where it has none: no event in either arm, everyone in one of them, nobody left at the horizon. Counts of which one
/// cell is 0 have 1/2 added to all four.
/// @param grid_per_year bins a year
std::optional<meta::Effect> estimate_study(const StudyDesign& study, const SeenTable& first, const SeenTable& second,
                                           unsigned grid_per_year);

/// How effects of a measure are pooled.
meta::EffectMeasure effect_measure(Measure measure);

}  // namespace ibtr::studies
