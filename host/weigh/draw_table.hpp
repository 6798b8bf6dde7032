#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/model.hpp"

namespace ibtr::weigh {

/// Draws of parameters by name, which all explanations share.
struct DrawTable {
    std::vector<std::string> parameters;
    std::vector<std::vector<double>> rows;
};

/// The first draws of all that a model has uncertain. @throws UsageError as ParameterSampler
DrawTable draws_of(const Model& model, std::uint32_t draws);

/// A posterior.csv: a column a parameter, a row a draw, all of equal weight.
/// @param draws so many of its rows, from the first; none: all
/// @throws UsageError, ConfigError naming what is wrong, and where
DrawTable read_draws(const CsvTable& table, std::optional<std::uint32_t> draws);

}  // namespace ibtr::weigh
