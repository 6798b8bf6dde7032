#include <fmt/format.h>

#include "ibtr/parameters.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

std::string mechanisms(const Model& model, const Parameters& parameters) {
    std::string items;
    for (std::size_t k = 0; k < model.parameters.size(); ++k) {
        const Parameter& parameter = model.parameters[k];
        if (!parameter.null_value) continue;
        const double value = parameters.value(ParameterRef{k});
        items += element("li",
                         value == *parameter.null_value
                             ? fmt::format("{} is off ({:g}).{}", parameter.name, value,
                                           parameter.note.empty() ? "" : " " + parameter.note)
                             : fmt::format("{} = {:g}; without effect it would be {:g}.{}", parameter.name, value,
                                           *parameter.null_value, parameter.note.empty() ? "" : " " + parameter.note)) +
                 "\n";
    }
    return items.empty() ? "" : "<p>Mechanisms, which a difference is causal by:</p>\n<ul>\n" + items + "</ul>\n";
}

std::string populations(const Model& model) {
    if (model.case_mixes.empty())
        return paragraph(
            fmt::format("All strategies are compared in the same {}: a difference between two strategies is "
                        "an effect of what the config makes them differ in, and of nothing else.",
                        model.people));
    return paragraph(
        fmt::format("The config says how those who receive a strategy differ from others. Rows \"standardised\" "
                    "compare the strategies in the same {}; rows \"as observed\" are crude, each strategy with "
                    "those who receive it, so that they hold selection as well as effect.",
                    model.people));
}

}  // namespace

Section comparison(const RunRecord& record) {
    const Model& model = record.config->model;
    const Parameters values = base_parameters(model);
    Section section{"comparison", "What was compared, and why", ""};
    ShownTable table{"strategies", "Strategies", {"Strategy", "Name in files", "What it is"}, {}};
    for (const Strategy& strategy : model.strategies)
        table.rows.push_back(
            {strategy.label, strategy.name, strategy.mix.empty() ? "simulated" : "a mixture of simulated strategies"});
    section.html = paragraph(fmt::format("{}, over {}.", model.title, time_in_words(model.horizon_years))) +
                   table.html() + populations(model) + mechanisms(model, values);
    section.tables.push_back(std::move(table));
    return section;
}

}  // namespace ibtr::page
