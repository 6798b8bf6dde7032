#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/parameter_sampler.hpp"
#include "sensitivity/evaluation.hpp"

namespace ibtr::sensitivity {

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
