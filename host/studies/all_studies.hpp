#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "backend/arm_drawer.hpp"
#include "ibtr/tables.hpp"
#include "studies/arm_women.hpp"
#include "studies/study_analysis.hpp"
#include "studies/walked_women.hpp"

namespace ibtr::studies {

/// An arm of a study that is drawn again and again.
class DrawnArm {
public:
    DrawnArm(const StrataCohort& cohort, const StudyAnalysis& analysis, const StudyArm& arm, const SeenTable& law)
        : cohort_(&cohort), analysis_(&analysis), arm_(&arm), women_(law) {}

    /// @param shift of the logarithm of its odds of selection in this replicate, in standard deviations
    [[nodiscard]] std::vector<std::uint32_t> draw(const ArmStream& stream, double shift) const;
    [[nodiscard]] ArmToDraw to_draw(std::uint32_t study, std::uint32_t arm) const;

private:
    const StrataCohort* cohort_;
    const StudyAnalysis* analysis_;
    const StudyArm* arm_;
    ArmWomen women_;
};

/// What a device has counted of one replicate.
struct CountedReplicate {
    const ArmDrawer* drawer;
    std::uint32_t place;  ///< in the launch that was waited for
};

/// A study whose women are drawn from the exact law of its endpoint.
class DrawnStudy {
public:
    DrawnStudy(const StrataCohort& cohort, const StudyAnalysis& analysis, std::uint32_t number);

    /// Whether its women are the same in all replicates but for chance, and their order does not matter.
    [[nodiscard]] bool suits_device() const;
    [[nodiscard]] std::vector<ArmToDraw> arms() const;

    [[nodiscard]] std::optional<meta::Effect> replicate(std::uint64_t seed, std::uint32_t r) const;
    /// @param first_arm its first arm's place among those of the drawer
    [[nodiscard]] std::optional<meta::Effect> replicate(const CountedReplicate& counted, std::size_t first_arm) const;

private:
    const StudyAnalysis* analysis_;
    std::uint32_t number_;
    DrawnArm first_, second_;
};

/// All studies, which are done again and again: those of women of their own, and those of the same women.
class AllStudies {
public:
    /// The arguments must outlive it. @throws UsageError where a study cannot be had from the model
    AllStudies(const StrataCohort& cohort, const std::vector<StudyDesign>& designs);
    AllStudies(const AllStudies&) = delete;
    AllStudies& operator=(const AllStudies&) = delete;

    /// Of infinitely many women of a design; NaN undefined.
    [[nodiscard]] double mean_effect(std::size_t design) const { return analyses_[design]->mean_effect(); }

    /// Arms that a device can draw.
    [[nodiscard]] std::vector<ArmToDraw> arms_for_device() const;
    /// Effects by design. @param counted what a drawer of `arms_for_device` has of it; empty: all is drawn here
    [[nodiscard]] std::vector<std::optional<meta::Effect>> replicate(
        std::uint64_t seed, std::uint32_t r, const std::optional<CountedReplicate>& counted) const;

private:
    std::vector<std::unique_ptr<StudyAnalysis>> analyses_;
    std::unique_ptr<Tables> tables_;
    std::vector<std::pair<std::uint32_t, DrawnStudy>> drawn_;
    std::vector<std::pair<std::vector<std::size_t>, SameWomen>> walked_;
};

}  // namespace ibtr::studies
