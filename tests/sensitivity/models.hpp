#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sensitivity/evaluation.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {

inline Parameter uniform_parameter(const std::string& name, double low, double high) {
    Parameter parameter = certain(name, (low + high) / 2);
    parameter.uncertainty.emplace();
    parameter.uncertainty->family = "uniform";
    parameter.uncertainty->low = low;
    parameter.uncertainty->high = high;
    return parameter;
}

/// Evaluates a plain function of the parameters' values as if it were a model.
inline sensitivity::Evaluate function_of(std::function<std::vector<double>(const std::vector<double>&)> function) {
    return [function = std::move(function)](const Parameters& parameters) { return function(parameters.values()); };
}

}  // namespace ibtr::test
