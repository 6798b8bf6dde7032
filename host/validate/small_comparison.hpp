#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "estimate/quantity_values.hpp"
#include "survival/log_rank.hpp"

namespace ibtr::validation {

/// Many simulated comparisons of two small arms.
struct SmallComparison {
    double as_published = 0;    ///< share with a two-sided log-rank p no larger than published and the first arm better
    double direction = 0;       ///< share in which the first arm has fewer events than expected
    double standard_error = 0;  ///< of as_published
};

/// What such a comparison would look like.
struct SmallDesign {
    std::uint32_t women_a = 0, women_b = 0;
    double p_value = 0;          ///< as published
    double follow_up_years = 0;  ///< women enter evenly over so many years, which end with the analysis
    std::uint32_t comparisons = 0;
    std::uint64_t seed = 0;
};

/// Draws women from the model's exact solution, follows them, and tests the arms by the log-rank test (Mantel 1966).
SmallComparison simulate_comparisons(const StrataCohort& cohort, const Endpoint& endpoint, const ArmOfWomen& a,
                                     const ArmOfWomen& b, const SmallDesign& design);

/// A woman: bin in which her time at risk ends, and whether with the event of interest.
struct Followed {
    std::uint32_t bin;
    bool event;
};
/// Log-rank test of two arms; the first is its last group.
survival::LogRank log_rank(const std::vector<Followed>& a, const std::vector<Followed>& b, std::size_t bins);

}  // namespace ibtr::validation
