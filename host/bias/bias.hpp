#pragma once

#include <vector>

/// How strongly something unmeasured would have to differ between two groups, and bear on the outcome, to make an
/// observed ratio of risks. Risks are of one fixed time; of hazard ratios the formulas hold where the outcome is rare.
namespace ibtr::bias {

/// A ratio of risks, group over comparator, above 0; low and high its interval, NaN where there is none.
struct ObservedRatio {
    double ratio, low, high;
};

/// Risks of an event from those of going without it: (1 - R (1 - risk)) / risk, with R the ratio of people without.
/// @param risk the comparator's risk of the event, in (0, 1)
/// @throws UsageError where a limit would make more people go without than there are
ObservedRatio ratio_of_events(const ObservedRatio& of_people_without, double risk);

/// The E-value of VanderWeele and Ding (2017, Ann Intern Med 167:268): with q the ratio over the true one, or its
/// inverse if that is above 1, q + sqrt(q (q - 1)). The least strength of both associations, as ratios of risks, that
/// can shift one to the other; 1 where they are the same. @param ratio, true_ratio above 0
double e_value(double ratio, double true_ratio = 1);

/// That of the limit nearer to the true ratio; 1 where the interval holds it, NaN without an interval.
double e_value_of_interval(const ObservedRatio& observed, double true_ratio = 1);

/// The most by which the two associations can move a ratio of risks: a b / (a + b - 1), for a, b at least 1 (Ding and
/// VanderWeele 2016, Epidemiology 27:368).
double bounding_factor(double exposure_ratio, double outcome_ratio);

/// The least exposure ratio that can make so large a ratio with this outcome ratio, the inverse of bounding_factor;
/// infinite where none can. @param ratio, outcome_ratio at least 1
double exposure_ratio_needed(double ratio, double outcome_ratio);

/// Bross (1966, J Chronic Dis 19:637): the ratio of risks that is seen where there is no effect, a factor multiplies
/// the risk by outcome_ratio, and these shares of the two groups have it.
double bross_factor(double prevalence, double prevalence_in_comparator, double outcome_ratio);

/// Strengths that a surface is made of.
struct SurfaceGrid {
    std::vector<double> prevalences{0.1, 0.2, 0.3, 0.5, 0.7};                    ///< in the comparator, in (0, 1)
    std::vector<double> odds_ratios{0.25, 1 / 3.0, 0.5, 2 / 3.0, 1.5, 2, 3, 4};  ///< of having the factor, above 0
    std::vector<double> outcome_ratios{1.5, 2, 3, 5, 10};                        ///< ratios of risk, above 0
};

/// A factor, and the ratio that is left when its work is taken away.
struct SurfacePoint {
    double prevalence_in_comparator, odds_ratio, prevalence, outcome_ratio;
    double bross, bound;  ///< bound: bounding_factor of the same associations, as a factor above 1
    ObservedRatio adjusted;
};

/// Every combination, in the order of the grid. @throws UsageError for a number that is out of range
std::vector<SurfacePoint> bias_surface(const ObservedRatio& observed, const SurfaceGrid& grid);

}  // namespace ibtr::bias
