#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// One set of parameter values, parallel to Model::parameters.
class Parameters {
public:
    explicit Parameters(std::vector<double> values) : values_(std::move(values)) {}
    [[nodiscard]] double value(const Input& input) const {
        if (const double* number = std::get_if<double>(&input)) return *number;
        return values_[std::get<ParameterRef>(input).index];
    }
    [[nodiscard]] const std::vector<double>& values() const noexcept { return values_; }

private:
    std::vector<double> values_;
};

/// Values of the base case: every `value` as written, every expression evaluated from them.
/// @throws UsageError naming the parameter where an expression gives no finite number.
Parameters base_parameters(const Model& model);

/// The given values, with every parameter that has an expression computed from them (its own entry is ignored).
/// @throws UsageError naming the parameter where an expression gives no finite number.
Parameters with_expressions(const Model& model, std::vector<double> values);

/// Checks what only holds for a given set of values: rates and ratios non-negative and finite,
/// probabilities in [0, 1] and summing to 1 within 1e-9, shapes and scales positive, and so on.
/// @return one message a violation, "key: what is wrong" with the dotted key of the number; empty where all is well.
std::vector<std::string> check_values(const Model& model, const Parameters& parameters);

/// A set of values with one parameter at another value, and all that is computed from it. Where the parameter is a
/// share of a whole (Dirichlet), the other shares keep their proportions and all still sum to 1.
/// @throws UsageError where the model does not allow the value
Parameters with_value(const Model& model, const Parameters& base, std::size_t parameter, double value);

}  // namespace ibtr
