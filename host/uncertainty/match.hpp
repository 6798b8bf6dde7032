#pragma once

#include <optional>

#include "uncertainty/distribution.hpp"

/// Distributions that meet two conditions which have no closed form. Each returns nothing where no member of the
/// family meets both.
namespace ibtr::match {

/// @param low, high ends of the 95 % interval
std::optional<Distribution> gamma_interval(double low, double high);
std::optional<Distribution> beta_interval(double low, double high);
/// @param cut its `low` and `high` are the cut
std::optional<Distribution> truncated_normal_interval(const Distribution& cut, double low, double high);
/// Triangular or PERT with a given mode.
std::optional<Distribution> interval_about_mode(DistributionFamily family, double mode, double low, double high);

std::optional<Distribution> gamma_median(double median, double standard_deviation);
std::optional<Distribution> beta_median(double median, double standard_deviation);
std::optional<Distribution> truncated_normal_mean(const Distribution& cut, double mean, double standard_deviation);

}  // namespace ibtr::match
