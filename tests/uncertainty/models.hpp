#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr::test {

inline Parameter certain(const std::string& name, double value) {
    Parameter parameter;
    parameter.name = name;
    parameter.value = value;
    parameter.unit = "none";
    return parameter;
}

inline Parameter uncertain(const std::string& name, double value, const std::string& family, double standard_error) {
    Parameter parameter = certain(name, value);
    parameter.uncertainty.emplace();
    parameter.uncertainty->family = family;
    parameter.uncertainty->standard_error = standard_error;
    return parameter;
}

/// A model of parameters alone: enough to draw them.
inline Model model_of(std::vector<Parameter> parameters) {
    Model model;
    model.parameters = std::move(parameters);
    for (std::size_t i = 0; i < model.parameters.size(); ++i) model.evaluation_order.push_back(i);
    return model;
}

}  // namespace ibtr::test
