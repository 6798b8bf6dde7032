#include "validate/missing_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr::validation {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Empty where the model has the factors and levels of a group.
std::string missing_of_group(const Model& model, const std::string& group) {
    if (group.empty() || group == "all") return "";
    for (const std::string& condition : split_text(group, '&')) {
        const std::string name = condition.substr(0, condition.find('='));
        const auto factor = std::find_if(model.factors.begin(), model.factors.end(),
                                         [&](const Factor& candidate) { return candidate.name == name; });
        if (factor == model.factors.end())
            return fmt::format("no factor '{}' to tell the {} '{}' by", name, model.people, group);
        for (const std::string& level : split_text(condition.substr(std::min(name.size() + 1, condition.size())), '|'))
            if (!has(factor->levels, level))
                return fmt::format("no level '{}' of the factor '{}', of the {} '{}'", level, name, model.people,
                                   group);
    }
    return "";
}

}  // namespace

std::string missing_words(const Model& model, const QuantityText& what, const std::string& otherwise) {
    const std::vector<std::string> strategies = names_of(model.strategies);
    for (const std::string& strategy : {what.strategy, what.comparator})
        if (!strategy.empty() && !has(strategies, strategy)) return fmt::format("no strategy '{}'", strategy);
    if (!has(endpoint_names(model), what.endpoint))
        return fmt::format("no endpoint '{}'{}", what.endpoint, words_in_brackets(what.endpoint));
    for (const std::string& group : {what.group, what.comparator_group})
        if (std::string missing = missing_of_group(model, group); !missing.empty()) return missing;
    for (const std::string& factor : what.adjusted_for)
        if (!has(names_of(model.factors), factor)) return fmt::format("no factor '{}' to adjust for", factor);
    return otherwise;
}

}  // namespace ibtr::validation
