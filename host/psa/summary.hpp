#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "psa/noise_trend.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "report/run_files.hpp"

namespace ibtr::psa {

/// Sums over draws that the split needs, of one outcome on its scale (logarithm for ratios).
struct DrawMoments {
    std::uint64_t draws = 0;
    double mean = 0;
    double variance = 0;             ///< between draws, divisor draws - 1
    double simulation_variance = 0;  ///< mean over draws of the variance of one draw's result, from its halves
    NoiseSlope noise_slope = {};     ///< how that goes with the result
};

/// How much of the spread between draws is parameter uncertainty and how much is simulation noise. One-way analysis of
/// variance with patients nested in draws (O'Hagan, Stevenson, Madan 2007, Health Econ 16:1009): each draw's result is
/// f(theta_d) + e_d with Var f = sp2, Var e = sw2 / n, so that the variance between draws estimates sp2 + sw2 / n and
/// the halves of each draw estimate sw2 / n. It needs patients that are independent between draws.
struct VarianceSplit {
    double parameter_variance = 0;     ///< sp2; unbiased, so it can come out negative
    double parameter_variance_se = 0;  ///< for roughly normal results
    double patient_variance = 0;       ///< sw2, of one patient (who lives under every strategy)
    double optimal_patients = 0;       ///< n* = sw2 / sp2, where noise equals uncertainty; NaN where not resolved
    double noise_share = 0;            ///< simulation SD of one draw over parameter SD; NaN where not resolved
    double shrinkage = 0;              ///< sqrt(sp2 / (sp2 + sw2 / n)); NaN where not resolved
    bool resolved = false;             ///< sp2 > 0
};

/// @param patients n, simulated in each draw
VarianceSplit split_variance(const DrawMoments& moments, double patients);

/// Whether parameters vary for certain: their variance is more than 3 standard errors above 0.
bool is_certain(const VarianceSplit& split);

/// A draw as it would be without simulation noise, in distribution: moved towards the mean so that the spread of all
/// draws is sqrt(sp2).
inline double without_noise(double value, double mean, double shrinkage) {
    return mean + shrinkage * (value - mean);
}

/// Probabilities of the credible limits.
inline constexpr double low_limit = 0.025, high_limit = 0.975;

/// Of a mean over draws: its standard error, and the quantile of Student's t for its interval. NaN of one group.
struct MeanError {
    double se = undefined, quantile = undefined;
};
/// @param variance between independent groups (draws, or means of replicates) @param groups their number
MeanError mean_error(double variance, double groups);

/// What the draws of an outcome come to on its scale; NaN where some draw has no value.
struct DrawStatistics {
    DrawMoments moments;
    MeanError error;
    Interval limits;  ///< low_limit and high_limit points
};
/// Of values in memory, in order of draws.
DrawStatistics draw_statistics(std::vector<double> values, double simulation_variance, const Design& design);

/// Where corrected limits come from, or why there are none.
enum class Correction : std::uint8_t {
    unneeded,    ///< nothing varies, or draws were solved
    one_factor,  ///< all draws are moved towards their mean by one factor
    regression,  ///< regressed_limits
    too_noisy,   ///< neither reaches: parameters do not vary for certain, or noise is more than half of their variance
    uneven_noise,  ///< one factor is not enough: noise depends on the value (noise_is_uneven)
};

/// What all draws together say about one outcome. NaN where some draw has no value, or one draw alone no spread.
struct OutcomeSummary {
    double mean = 0;                     ///< of the draws; geometric for ratios
    double mean_se = 0;                  ///< of `mean`, from finite draws and patients
    double mean_low = 0, mean_high = 0;  ///< 95 % interval of `mean`
    double sd = 0;                       ///< between draws, on the outcome's scale
    VarianceSplit split;
    Interval uncorrected;  ///< 2.5 and 97.5 % points of the draws
    Interval corrected;    ///< the same without simulation noise; NaN where there is no correction
    Correction correction = Correction::too_noisy;

    void set_corrected(Interval limits, Correction from) {
        corrected = limits;
        correction = from;
    }
};

/// One outcome from the first draws alone.
struct ConvergencePoint {
    std::size_t outcome = 0;
    std::uint32_t draws = 0;
    OutcomeSummary summary;
};

struct Summary {
    std::vector<OutcomeSummary> outcomes;       ///< parallel to the plan's
    std::vector<ConvergencePoint> convergence;  ///< of those that decide, at all convergence_points
    std::string tally_digest;                   ///< of the draws' tally digests in order of draws
    std::string digest;                         ///< of the rows' digests in order of draws
    unsigned passes = 0;                        ///< times that the draws were read
};

inline constexpr std::size_t summary_memory_bytes = 64U << 20;

/// Reads a store of all draws: once where its columns fit `memory_bytes`, else two or three times, as
/// StreamedStatistics does. Only where that memory is less than 1 KB, some 7 sqrt(draws) bytes or draws / 400 bytes an
/// outcome, or luck was bad, are there values that do not fit and need further passes. Limits are then corrected by
/// regression on the parameters where that reaches (correct_by_regression).
/// @throws StorageError where draws are missing
Summary summarise(const Store& store, const std::vector<Quantity>& outcomes,
                  std::size_t memory_bytes = summary_memory_bytes, unsigned threads = 1);

OutcomeSummary to_summary(const DrawStatistics& statistics, const Quantity& outcome, const Analysis& analysis);

/// One outcome from the first draws of an analysis. @param values on the natural scale, in order of draws
OutcomeSummary summarise_outcome(std::vector<double> values, double simulation_variance, const Quantity& outcome,
                                 const Analysis& analysis);

}  // namespace ibtr::psa
