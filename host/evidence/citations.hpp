#pragma once

#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// What the evidence ids in the model stand for, where a table of evidence lies beside the config.
/// @throws ConfigError for ids that it has not, and numbers that differ from it
std::vector<Citation> citations_of(const Model& model, const std::string& config_path);

}  // namespace ibtr
