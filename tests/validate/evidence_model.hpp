#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr::test {

/// The evidence model, changed as `--set` would.
inline Model evidence_model(const std::vector<std::string>& overrides = {}) {
    return load_config({std::string(IBTR_CONFIGS) + "/evidence_model.toml", overrides}).model;
}

inline double parameter(const Model& model, const std::string& name) {
    const Parameters parameters = base_parameters(model);
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        if (model.parameters[i].name == name) return parameters.values()[i];
    ADD_FAILURE() << "no parameter " << name;
    return 0;
}

}  // namespace ibtr::test
