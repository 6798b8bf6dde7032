#include <fmt/format.h>

#include "ibtr/economics.hpp"
#include "model/value_message.hpp"

namespace ibtr {

std::vector<std::string> check_economics(const Model& model, const Economics& economics, const Parameters& parameters) {
    std::vector<std::string> messages;
    const auto within = [&](const Input& input, const std::string& key, double low, double high, const char* allowed) {
        const double value = parameters.value(input);
        if (!(value >= low && value <= high)) messages.push_back(value_message(model, parameters, input, key, allowed));
    };
    within(economics.discount_effects_per_year, "economics.discount_effects_per_year", 0, 1, "from 0 to 1");
    within(economics.discount_costs_per_year, "economics.discount_costs_per_year", 0, 1, "from 0 to 1");
    for (std::size_t i = 0; i < economics.utilities.size(); ++i)
        within(economics.utilities[i].value, fmt::format("economics.utilities[{}].value", i), -1, 1, "from -1 to 1");
    for (std::size_t i = 0; i < economics.costs.size(); ++i)
        within(economics.costs[i].value, fmt::format("economics.costs[{}].value", i), 0, largest_amount,
               "from 0 to 1e15");
    return messages;
}

}  // namespace ibtr
