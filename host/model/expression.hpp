#pragma once

#include <memory>
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

/// The expressions of a model, read once and evaluated for many sets of values: reading one takes a hundred times as
/// long as evaluating it. For one thread at a time.
class Expressions {
public:
    /// @param model must outlive this object
    explicit Expressions(const Model& model);
    ~Expressions();
    Expressions(Expressions&&) noexcept;
    Expressions& operator=(Expressions&&) noexcept;

    /// Computes every parameter with an expression, in Model::evaluation_order, into `values` (parallel to
    /// Model::parameters); a failure leaves 1 as a placeholder for those that use it.
    std::vector<ExpressionFailure> evaluate(std::vector<double>& values);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ibtr
