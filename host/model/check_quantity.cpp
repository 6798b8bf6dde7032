#include "model/check_quantity.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr {
namespace {

bool are_women_of(const Model& model, const WomenClass& women) {
    return std::all_of(women.begin(), women.end(), [&](const auto& condition) {
        const auto& [factor, admitted] = condition;
        if (factor >= model.factors.size() || admitted.empty()) return false;
        const std::size_t levels = model.factors[factor].levels.size();
        return std::all_of(admitted.begin(), admitted.end(), [&](std::size_t level) { return level < levels; });
    });
}

}  // namespace

std::optional<std::string> missing_part(const Model& model, const Quantity& quantity) {
    const std::size_t strategies = model.strategies.size(), factors = model.factors.size();
    if (quantity.strategy >= strategies) return "the strategy of a quantity";
    if (quantity.comparator && *quantity.comparator >= strategies) return "the comparator of a quantity";
    if (!are_women_of(model, quantity.group)) return "the group of a quantity";
    if (!are_women_of(model, quantity.comparator_group)) return "the comparator group of a quantity";
    if (std::any_of(quantity.adjusted_for.begin(), quantity.adjusted_for.end(),
                    [&](std::size_t factor) { return factor >= factors; }))
        return "a factor that a quantity is adjusted for";
    if (!std::isfinite(quantity.time_years) || quantity.time_years < 0) return "the time of a quantity";
    return std::nullopt;
}

}  // namespace ibtr
