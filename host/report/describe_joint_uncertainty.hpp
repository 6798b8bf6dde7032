#pragma once

#include <string>

#include "ibtr/model.hpp"

namespace ibtr {

/// What ties the errors of parameters to each other, in words; empty where nothing does.
std::string describe_joint_uncertainty(const Model& model);

}  // namespace ibtr
