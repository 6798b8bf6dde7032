#pragma once

#include <cstdint>
#include <vector>

#include "ibtr/tables.hpp"
#include "studies/arm_women.hpp"
#include "studies/study_analysis.hpp"

namespace ibtr::studies {

/// Analyses of the same women: lives are walked, one after another, so that all endpoints of a woman are of one life.
/// A woman is a function of the seed, the replicate, the place of the first study, the arm and her number.
class SameWomen {
public:
    /// @param tables must outlive it, as the cohort and the analyses
    /// @param analyses of studies that agree in everything but the analysis @param number place of the first
    SameWomen(const StrataCohort& cohort, const Tables& tables, std::vector<const StudyAnalysis*> analyses,
              std::uint32_t number);

    /// Effects of one replicate, by analysis. @throws UsageError where a woman visits a state too often
    [[nodiscard]] std::vector<std::optional<meta::Effect>> replicate(std::uint64_t seed, std::uint32_t replicate) const;

    /// Places of an arm's women in each analysis; nobody who is not analysed.
    /// @param shift of the logarithm of its odds of selection, in standard deviations
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> walk(const ArmStream& stream, double shift) const;

private:
    /// A stratum under a simulated strategy.
    struct Kind {
        std::uint32_t stratum, strategy;
    };
    /// Women of an arm: kinds, and the share of women up to each.
    struct Kinds {
        std::vector<Kind> kinds;
        std::vector<double> cumulative;
    };
    /// An analysis, and what each edge of the event graph is to it.
    struct Reading {
        const StudyAnalysis* analysis;
        std::vector<std::uint8_t> edges;  ///< 0: nothing, 1: ends the time at risk, 2: the event
        std::vector<bool> analysed;       ///< [stratum]
    };
    /// A life: the edges taken, and the bin of each.
    struct Life {
        std::vector<std::uint32_t> edges, bins;
    };
    [[nodiscard]] Kinds kinds_of(const ArmParts& parts) const;
    [[nodiscard]] const StudyArm& arm(std::uint32_t number) const;
    bool live(const ArmStream& stream, std::uint32_t woman, Kind kind, Life& life) const;
    void read(const Life& life, std::uint32_t stratum, std::size_t last_bin,
              std::vector<std::vector<std::uint32_t>>& places) const;

    const StrataCohort* cohort_;
    core::TablesView view_;
    std::uint32_t number_;
    std::vector<Reading> readings_;
    Kinds kinds_[2];  ///< of each arm, without a shift of its odds
};

}  // namespace ibtr::studies
