#pragma once

#include <span>
#include <string>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// Functions an expression may call; their names cannot be parameters.
std::span<const std::string> expression_functions();

/// Names of the parameters that an expression uses, sorted.
/// @throws UsageError where it is no expression.
std::vector<std::string> names_in_expression(const std::string& expression);

/// An expression that gave no finite number.
struct ExpressionFailure {
    std::size_t parameter;
    std::string message;
};

/// Computes every parameter with an expression, in Model::evaluation_order, into `values` (parallel to
/// Model::parameters); a failure leaves 1 as a placeholder for those that use it.
std::vector<ExpressionFailure> evaluate_expressions(const Model& model, std::vector<double>& values);

}  // namespace ibtr
