#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/parameter_sampler.hpp"
#include "sensitivity/evaluation.hpp"

namespace ibtr::sensitivity {

/// The model with one parameter moved over its 95 % interval, all others at the base case.
struct OneWay {
    std::size_t parameter;
    double low, high;  ///< 2.5 and 97.5 % points of its own distribution
    bool moves_alone;  ///< false where its distribution is tied to others': the ends are then no likely sets of values
    std::vector<double> at_low, at_high;  ///< all outcomes
    /// Smallest and largest of every outcome at the ends, at the base case and at points between: an outcome that turns
    /// back within the interval is the same at both ends.
    std::vector<double> smallest, largest;

    [[nodiscard]] double swing(std::size_t outcome) const { return largest[outcome] - smallest[outcome]; }
    /// Takes in what the model says at one more value of the parameter.
    void widen(const std::vector<double>& outcomes);
};

/// Both ends of every drawn parameter. @param at_base all outcomes at the base case
std::vector<OneWay> one_way(const Model& model, const Parameters& base, const ParameterSampler& sampler,
                            const std::vector<double>& at_base, const Evaluate& evaluate, unsigned threads,
                            const Progress& progress);

/// The model at evenly spaced values of every drawn parameter over its 95 % interval, one parameter at a time.
struct Scan {
    std::vector<std::size_t> parameters;        ///< by point
    std::vector<double> values;                 ///< by point
    std::vector<std::vector<double>> outcomes;  ///< [point][outcome]
};
Scan scan_parameters(const Model& model, const Parameters& base, const ParameterSampler& sampler,
                     const Evaluate& evaluate, unsigned threads, const Progress& progress);

/// Widens the rows to the points of a scan.
void widen_to(const Scan& scan, std::vector<OneWay>& rows);

/// A value of one parameter at which another strategy becomes the best.
struct Threshold {
    std::size_t parameter;
    double value;
    std::size_t best_below, best_above;  ///< strategies
};

/// Changes of the best strategy between neighbouring points of a scan; two changes between the same two points can go
/// unseen.
/// @param strategy_values outcome of each strategy of which more is better
std::vector<Threshold> thresholds(const Model& model, const Parameters& base, const Evaluate& evaluate,
                                  const Scan& scan, const std::vector<std::size_t>& strategy_values);

/// Strategy with the largest value; the first where several have it.
std::size_t best_strategy(const std::vector<double>& outcomes, const std::vector<std::size_t>& strategy_values);

/// The model over a grid of values of two parameters, all others at the base case.
struct TwoWay {
    std::size_t first, second;                        ///< parameters
    std::vector<double> first_values, second_values;  ///< evenly spaced over the 95 % intervals
    std::vector<std::vector<double>> outcomes;        ///< [first value * second values + second value][outcome]
};

/// @param points of each parameter, at least 2
TwoWay two_way(const Model& model, const Parameters& base, const ParameterSampler& sampler, std::size_t first,
               std::size_t second, std::size_t points, const Evaluate& evaluate, unsigned threads,
               const Progress& progress);

}  // namespace ibtr::sensitivity
