#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "psa/variance_split.hpp"
#include "report/run_files.hpp"

namespace ibtr::psa {

/// What all draws together say about one outcome. NaN where some draw has no value, or one draw alone no spread.
struct OutcomeSummary {
    double mean = 0;                     ///< of the draws; geometric for ratios
    double mean_se = 0;                  ///< of `mean`, from finite draws and patients
    double mean_low = 0, mean_high = 0;  ///< 95 % interval of `mean`
    double sd = 0;                       ///< between draws, on the outcome's scale
    VarianceSplit split;
    Interval uncorrected;  ///< 2.5 and 97.5 % points of the draws
    Interval corrected;    ///< the same without simulation noise; NaN where not resolved
};

struct Summary {
    std::vector<OutcomeSummary> outcomes;  ///< parallel to the plan's
    std::string tally_digest;              ///< of the draws' tally digests in order of draws
    std::string digest;                    ///< of the rows' digests in order of draws
};

inline constexpr std::size_t summary_memory_bytes = 64U << 20;

/// Reads the store as often as its columns need to fit `memory_bytes`.
Summary summarise(const Store& store, const std::vector<Quantity>& outcomes,
                  std::size_t memory_bytes = summary_memory_bytes);

/// One outcome from the first draws of an analysis. @param values on the natural scale, in order of draws
OutcomeSummary summarise_outcome(std::vector<double> values, double simulation_variance, const Quantity& outcome,
                                 const Analysis& analysis);

}  // namespace ibtr::psa
