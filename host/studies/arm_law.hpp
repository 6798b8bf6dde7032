#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "estimate/quantity_values.hpp"
#include "studies/study_design.hpp"

namespace ibtr::studies {

/// What is seen of a woman, by class, bin and how her time at risk ends.
struct SeenTable {
    SeenTable(std::size_t class_count, std::size_t bin_count)
        : classes(class_count), bins(bin_count), events(classes * bins, 0), left(events) {}

    std::size_t classes, bins;
    /// [class][bin]: women with the event, and women who leave without it, after the events of the same bin.
    std::vector<double> events, left;

    [[nodiscard]] double women() const;
    [[nodiscard]] double women_of(std::size_t of_class) const;
};

/// The women of an arm: strategies and a weight for each stratum, the weights of all together 1.
using ArmParts = std::vector<ArmOfWomen>;

/// Who is in an arm. Iterative proportional fitting (Deming and Stephan 1940) to the shares and odds of its selection.
/// @param shift added to the logarithm of each of its odds
/// @throws UsageError naming the study where there are no such women
ArmParts women_of_arm(const StrataCohort& cohort, const StudyDesign& study, const StudyArm& arm, double shift);

/// The table of a study before anybody is in it: its classes, and bins as far as anybody is followed.
SeenTable empty_table(const StrataCohort& cohort, const StudyDesign& study, const CellClasses& classes);

/// Probabilities of all that can be seen of a woman drawn at random from an arm: her event at the time that the exact
/// solution gives it, unless she leaves before; of women who are not analysed nothing is seen. Women leave when
/// follow-up ends, which is as long after entry as the study's last entry and analysis are, when they drop out
/// (exponential), and when another event ends their risk. Times are those of the config's bins; what happens in one bin
/// counts events first.
SeenTable law_of_arm(const StrataCohort& cohort, const StudyDesign& study, const ArmParts& women,
                     const CellClasses& classes);

}  // namespace ibtr::studies
