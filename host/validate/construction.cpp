#include "validate/construction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace ibtr::validation {
namespace {

constexpr double same_number = 1e-9;  // relative; both are written with a few digits

bool is_same(double a, double b) {
    return std::abs(a - b) <= same_number * std::abs(b);
}

bool is_solved_on(const Marginal& marginal, const Parameters& parameters, const TargetResult& result) {
    return result.quantity && marginal.quantity == *result.quantity && result.target.value &&
           is_same(parameters.value(marginal.published), *result.target.value);
}

/// Whether a parameter holds the target's number and says so: a scenario may keep it and solve for something else.
bool is_held(const Model& model, const Target& target) {
    return std::any_of(model.parameters.begin(), model.parameters.end(), [&](const Parameter& parameter) {
        const std::vector<std::string> ids = evidence_ids_in(parameter.source);
        return parameter.value && target.value && is_same(*parameter.value, *target.value) &&
               !target.evidence_ids.empty() &&
               std::find(ids.begin(), ids.end(), target.evidence_ids.front()) != ids.end();
    });
}

}  // namespace

void mark_constructed(const Model& model, const Parameters& parameters, std::vector<TargetResult>& results) {
    for (TargetResult& result : results) {
        const bool solved = std::any_of(model.marginals.begin(), model.marginals.end(), [&](const Marginal& marginal) {
            return is_solved_on(marginal, parameters, result);
        });
        result.by_construction = solved || (result.target.by_construction && is_held(model, result.target));
    }
}

}  // namespace ibtr::validation
