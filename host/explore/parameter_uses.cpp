#include "explore/parameter_uses.hpp"

#include <algorithm>
#include <array>

#include "model/expression.hpp"

namespace ibtr::explore {
namespace {

using config::Node;
using Sections = std::map<std::string, std::string>;

/// Every text below a node that is a name of a parameter, for it stands where a number may.
void note_names(const Node* node, const Model& model, const char* section, Sections& sections) {
    if (node == nullptr) return;
    if (const std::string* text = node->text()) {
        const bool is_name = std::any_of(model.parameters.begin(), model.parameters.end(),
                                         [&](const Parameter& parameter) { return parameter.name == *text; });
        if (is_name) sections.try_emplace(*text, section);
    } else if (node->array() != nullptr) {
        for (const Node& element : *node->array()) note_names(&element, model, section, sections);
    } else if (node->table() != nullptr) {
        for (const auto& [key, value] : *node->table()) note_names(&value, model, section, sections);
    }
}

void note_elements(const Node* array, const std::string& key, const Model& model, const char* section,
                   Sections& sections) {
    if (array == nullptr || array->array() == nullptr) return;
    for (const Node& element : *array->array()) note_names(element.find(key), model, section, sections);
}

/// Gives what a parameter is computed from the section of that parameter.
void note_expressions(const Model& model, Sections& sections) {
    for (auto place = model.evaluation_order.rbegin(); place != model.evaluation_order.rend(); ++place) {
        const Parameter& parameter = model.parameters[*place];
        const auto known = sections.find(parameter.name);
        if (parameter.expression.empty() || known == sections.end()) continue;
        for (const std::string& name : names_in_expression(parameter.expression))
            sections.try_emplace(name, known->second);
    }
}

}  // namespace

std::map<std::string, std::string> parameter_sections(const Node& document, const Model& model) {
    Sections sections;
    const Node* transitions = document.find("transitions");
    for (const char* key : {"hazard_ratios", "risk_ratios"})
        note_elements(transitions, key, model, ratios_section, sections);
    for (const char* key : {"hazard", "hazard_where"})
        note_elements(transitions, key, model, hazards_section, sections);
    note_elements(document.find("strategies"), "mix", model, practice_section, sections);
    for (const char* key : {"factors", "case_mix", "start_states"})
        note_names(document.find(key), model, case_mix_section, sections);
    if (const Node* economics = document.find("economics")) {
        note_names(economics->find("utilities"), model, utilities_section, sections);
        note_names(economics->find("costs"), model, costs_section, sections);
        note_names(economics, model, discounting_section, sections);
    }
    note_expressions(model, sections);
    return sections;
}

}  // namespace ibtr::explore
