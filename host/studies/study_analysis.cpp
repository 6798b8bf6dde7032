#include "studies/study_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "studies/arm_women.hpp"
#include "studies/study_estimate.hpp"

namespace ibtr::studies {
namespace {

void scale(SeenTable& table, std::size_t of_class, double factor) {
    for (std::size_t j = of_class * table.bins; j < (of_class + 1) * table.bins; ++j) {
        table.events[j] *= factor;
        table.left[j] *= factor;
    }
}

/// Who has the event before a bin has left when the comparison begins there.
void begin_at(SeenTable& table, std::size_t bin) {
    for (std::size_t c = 0; c < table.classes; ++c)
        for (std::size_t j = c * table.bins; j < c * table.bins + std::min(bin, table.bins); ++j) {
            table.left[j] += table.events[j];
            table.events[j] = 0;
        }
}

}  // namespace

StudyAnalysis::StudyAnalysis(const StrataCohort& cohort, const StudyDesign& design)
    : design_(&design),
      grid_per_year_(cohort.model().grid_per_year),
      classes_(design.adjusted_for.empty() ? CellClasses{} : cohort.classes(design.adjusted_for)),
      first_(law_of_arm(cohort, design, women_of_arm(cohort, design, design.first, 0), classes_)),
      second_(law_of_arm(cohort, design, women_of_arm(cohort, design, design.second, 0), classes_)) {}

std::optional<meta::Effect> StudyAnalysis::estimate(SeenTable first, SeenTable second) const {
    if (design_->from_years > 0) {
        const auto bin = static_cast<std::size_t>(std::lround(design_->from_years * grid_per_year_));
        begin_at(first, bin);
        begin_at(second, bin);
    }
    return estimate_study(*design_, first, second, grid_per_year_);
}

double StudyAnalysis::mean_effect() const {
    constexpr double many = 1e9;
    const double women_1 = design_->first.women, women_2 = design_->second.women;
    SeenTable first = first_, second = second_;
    const bool pairs = design_->estimate == StudyEstimate::matched;
    for (std::size_t c = 0; c < first.classes; ++c) {
        const double size_1 = pairs ? first.women_of(c) * women_1 : 1,
                     size_2 = pairs ? second.women_of(c) * women_2 : 1;
        const double kept = std::min(size_1, size_2);
        scale(first, c, many * (size_1 > 0 ? kept / size_1 : 0));
        scale(second, c, many * (size_2 > 0 ? kept / size_2 : 0));
        if (pairs) continue;
        // Arms count as many women as they have: what a likelihood converges to depends on it.
        scale(first, c, women_1 / (women_1 + women_2));
        scale(second, c, women_2 / (women_1 + women_2));
    }
    const auto effect = estimate(std::move(first), std::move(second));
    return effect ? effect->estimate : undefined;
}

std::optional<meta::Effect> StudyAnalysis::estimate(const std::vector<std::uint32_t>& first,
                                                    const std::vector<std::uint32_t>& second) const {
    SeenTable seen_1(first_.classes, first_.bins), seen_2(second_.classes, second_.bins);
    std::vector<std::uint32_t> pairs;
    if (design_->estimate == StudyEstimate::matched) {
        pairs = women_by_class(seen_1, first);
        const std::vector<std::uint32_t> others = women_by_class(seen_2, second);
        for (std::size_t c = 0; c < pairs.size(); ++c) pairs[c] = std::min(pairs[c], others[c]);
    }
    tally(first, pairs, seen_1);
    tally(second, pairs, seen_2);
    return estimate(std::move(seen_1), std::move(seen_2));
}

}  // namespace ibtr::studies
