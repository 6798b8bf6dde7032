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
    const auto rate = [&](const DiscountRate& discount, const std::string& key) {
        const bool changes = !discount.changes.empty();
        within(discount.per_year, key + (changes ? "_rates_per_year" : "_per_year"), 0, 1, "from 0 to 1");
        for (const RateChange& change : discount.changes)
            within(change.per_year, key + "_rates_per_year", 0, 1, "from 0 to 1");
    };
    rate(economics.discount_effects, "economics.discount_effects");
    rate(economics.discount_costs, "economics.discount_costs");
    for (std::size_t i = 0; i < economics.utilities.size(); ++i) {
        const ValueOf& utility = economics.utilities[i];
        const double limit = utility.state ? 1 : largest_event_qalys;
        within(utility.value, fmt::format("economics.utilities[{}].value", i), -limit, limit,
               utility.state ? "from -1 to 1" : "from -100 to 100");
    }
    for (std::size_t i = 0; i < economics.costs.size(); ++i)
        within(economics.costs[i].value, fmt::format("economics.costs[{}].value", i), -largest_amount, largest_amount,
               "from -1e15 to 1e15");
    return messages;
}

}  // namespace ibtr
