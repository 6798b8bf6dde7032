#include "validate/marginals_table.hpp"

#include <fmt/core.h>

namespace ibtr {
namespace {

std::string words_of(const Model& model, const Quantity& quantity) {
    const auto name = [&](std::size_t strategy) { return model.strategies[strategy].name; };
    std::string text = fmt::format("{} {}, {}", quantity.endpoint, to_text(quantity.measure), name(quantity.strategy));
    if (!quantity.group.empty()) text += ", " + women_text(model, quantity.group);
    if (quantity.comparator) text += " : " + name(*quantity.comparator);
    if (!quantity.comparator_group.empty()) text += " : " + women_text(model, quantity.comparator_group);
    const bool later = quantity.time_zero == TimeZero::metastasis;
    return text + fmt::format(", {:g} years{}", quantity.time_years, later ? " after metastasis" : "");
}

}  // namespace

std::string marginals_table(const Model& model, const std::vector<double>& values, const MarginalFit& fit) {
    std::string text = fmt::format("{:36} {:>10} {:>10} {:>10}  of\n", "parameter", "value", "published", "model");
    for (std::size_t i = 0; i < model.marginals.size(); ++i)
        text += fmt::format("{:36} {:10.6g} {:10.5g} {:10.5g}  {}\n",
                            model.parameters[model.marginals[i].parameter].name, values[model.marginals[i].parameter],
                            fit.published[i], fit.reproduced[i], words_of(model, model.marginals[i].quantity));
    return text;
}

}  // namespace ibtr
