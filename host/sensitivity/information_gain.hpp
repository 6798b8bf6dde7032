#pragma once

#include <Eigen/Dense>
#include <vector>

#include "sensitivity/value_of_information.hpp"

namespace ibtr::sensitivity {

/// Differences of the strategies' values from the first one's. [draw, strategy - 1]
Eigen::MatrixXd differences_from_first(const std::vector<std::vector<double>>& values);

/// E max(0, x) - max(0, E x) over draws, with the standard error of the mean.
/// @param differences [draw, strategy - 1]
InformationValue information_gain(const Eigen::MatrixXd& differences);

}  // namespace ibtr::sensitivity
