#include <fmt/format.h>

#include <set>

#include "ibtr/parameters.hpp"
#include "page/sections.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::page {
namespace {

std::string distribution_of(const Parameter& parameter) {
    if (!parameter.uncertainty) return "fixed";
    const Uncertainty& u = *parameter.uncertainty;
    if (u.ci95_low && u.ci95_high) return fmt::format("{}, 95 % {:g} to {:g}", u.family, *u.ci95_low, *u.ci95_high);
    if (u.standard_error) return fmt::format("{}, standard error {:g}", u.family, *u.standard_error);
    if (u.log_standard_error)
        return fmt::format("{}, standard error of the logarithm {:g}", u.family, *u.log_standard_error);
    if (u.events && u.sample_size) return fmt::format("{}, {:g} of {:g}", u.family, *u.events, *u.sample_size);
    return u.family;
}

std::string value_of(const Parameter& parameter, double value) {
    const std::string number = fmt::format("{:.6g}", value);
    return parameter.expression.empty() ? number : fmt::format("{} = {}", number, parameter.expression);
}

}  // namespace

Section parameters(const RunRecord& record) {
    const Model& model = record.config->model;
    const Parameters values = base_parameters(model);
    Section section{"parameters", "Parameters and assumptions", ""};
    ShownTable sourced{
        "parameters", "Parameters with a source", {"Parameter", "Value", "Unit", "Distribution", "Source", "Note"}, {}};
    ShownTable assumed{"assumptions", "Parameters that are assumptions", sourced.header, {}};
    for (std::size_t k = 0; k < model.parameters.size(); ++k) {
        const Parameter& parameter = model.parameters[k];
        ShownTable& table = parameter.source.starts_with("assumption") ? assumed : sourced;
        table.rows.push_back({parameter.name, value_of(parameter, values.value(ParameterRef{k})), parameter.unit,
                              distribution_of(parameter), parameter.source, parameter.note});
    }
    for (ShownTable* table : {&sourced, &assumed}) {
        if (table->empty()) continue;
        section.html += table->html();
        section.tables.push_back(*table);
    }
    return section;
}

Section references(const RunRecord& record, const ReportOptions& options) {
    Section section{"references", "References", ""};
    std::set<std::string> cited;
    for (const Parameter& parameter : record.config->model.parameters)
        if (!parameter.source.empty() && !parameter.source.starts_with("assumption")) cited.insert(parameter.source);
    std::string items;
    for (const std::string& source : cited) {
        const EvidenceRow* row = options.evidence ? options.evidence->find(source) : nullptr;
        items += element("li", row == nullptr ? source : fmt::format("{}: {}", source, row->citation())) + "\n";
    }
    if (items.empty()) return section;
    section.html = "<ul>\n" + items + "</ul>\n";
    if (!options.evidence)
        section.html += paragraph("Sources are named as the config names them; --evidence FILE resolves them.");
    return section;
}

}  // namespace ibtr::page
