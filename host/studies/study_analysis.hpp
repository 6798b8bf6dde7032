#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "meta/meta.hpp"
#include "studies/arm_law.hpp"
#include "studies/study_design.hpp"

namespace ibtr::studies {

/// How a study makes one effect of the women of its arms, wherever they come from.
class StudyAnalysis {
public:
    /// The arguments must outlive it.
    StudyAnalysis(const StrataCohort& cohort, const StudyDesign& design);

    [[nodiscard]] const StudyDesign& design() const { return *design_; }
    [[nodiscard]] const CellClasses& classes() const { return classes_; }
    /// What may be seen of a woman of each arm.
    [[nodiscard]] const SeenTable& first_law() const { return first_; }
    [[nodiscard]] const SeenTable& second_law() const { return second_; }

    /// Of infinitely many women; NaN undefined.
    [[nodiscard]] double mean_effect() const;
    /// @param first, second places of the women of each arm (arm_women.hpp), in the order of their entry
    [[nodiscard]] std::optional<meta::Effect> estimate(const std::vector<std::uint32_t>& first,
                                                       const std::vector<std::uint32_t>& second) const;
    /// @param first, second women of each arm, counted; not of `matched`, which needs their order
    [[nodiscard]] std::optional<meta::Effect> estimate(SeenTable first, SeenTable second) const;

private:
    const StudyDesign* design_;
    unsigned grid_per_year_;
    CellClasses classes_;
    SeenTable first_, second_;
};

}  // namespace ibtr::studies
