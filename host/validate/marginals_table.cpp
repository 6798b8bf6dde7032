#include "validate/marginals_table.hpp"

#include <fmt/core.h>

namespace ibtr {
namespace {

std::string words_of(const Estimand& estimand) {
    std::string text = fmt::format("{} {}, {}", estimand.endpoint, estimand.measure, estimand.strategy);
    if (!estimand.group.empty()) text += ", " + estimand.group;
    if (!estimand.comparator.empty()) text += " : " + estimand.comparator;
    if (!estimand.comparator_group.empty()) text += " : " + estimand.comparator_group;
    return text +
           fmt::format(", {:g} years{}", estimand.time_years, estimand.after_metastasis ? " after metastasis" : "");
}

}  // namespace

std::string marginals_table(const Model& model, const std::vector<double>& values, const MarginalFit& fit) {
    std::string text = fmt::format("{:36} {:>10} {:>10} {:>10}  of\n", "parameter", "value", "published", "model");
    for (std::size_t i = 0; i < model.marginals.size(); ++i)
        text += fmt::format("{:36} {:10.6g} {:10.5g} {:10.5g}  {}\n",
                            model.parameters[model.marginals[i].parameter].name, values[model.marginals[i].parameter],
                            fit.published[i], fit.reproduced[i], words_of(model.marginals[i].estimand));
    return text;
}

}  // namespace ibtr
