#include "controls/parameter_uses.hpp"

#include <algorithm>

#include "model/expression.hpp"

namespace ibtr::controls {
namespace {

using config::Node;

/// Every text below a node that is a name of a parameter, for it stands where a number may.
void add_names(const Node* node, const char* section, ParameterUses& uses) {
    if (node == nullptr) return;
    if (const std::string* text = node->text()) {
        uses.add(*text, section);
    } else if (node->array() != nullptr) {
        for (const Node& element : *node->array()) add_names(&element, section, uses);
    } else if (node->table() != nullptr) {
        for (const auto& [key, value] : *node->table()) add_names(&value, section, uses);
    }
}

void add_elements(const Node* array, const std::string& key, const char* section, ParameterUses& uses) {
    if (array == nullptr || array->array() == nullptr) return;
    for (const Node& element : *array->array()) add_names(element.find(key), section, uses);
}

}  // namespace

void ParameterUses::add(const std::string& parameter, const char* section) {
    const auto named = std::find_if(model_.parameters.begin(), model_.parameters.end(),
                                    [&](const Parameter& one) { return one.name == parameter; });
    if (named != model_.parameters.end())
        sections_.try_emplace(static_cast<std::size_t>(named - model_.parameters.begin()), section);
}

void ParameterUses::add(const Input& input, const char* section) {
    if (const auto* reference = std::get_if<ParameterRef>(&input)) sections_.try_emplace(reference->index, section);
}

void ParameterUses::add(const std::vector<Input>& inputs, const char* section) {
    for (const Input& input : inputs) add(input, section);
}

void ParameterUses::add_through_expressions() {
    // Each before those that it is computed from.
    for (auto place = model_.evaluation_order.rbegin(); place != model_.evaluation_order.rend(); ++place) {
        const std::string& expression = model_.parameters[*place].expression;
        const auto known = sections_.find(*place);
        if (expression.empty() || known == sections_.end()) continue;
        for (const std::string& name : names_in_expression(expression)) add(name, known->second);
    }
}

std::vector<std::size_t> ParameterUses::parameters() const {
    std::vector<std::size_t> indices;
    for (const auto& [parameter, section] : sections_) indices.push_back(parameter);
    return indices;
}

ParameterUses uses_in_the_solution(const Node& document, const Model& model) {
    ParameterUses uses(model);
    const Node* transitions = document.find("transitions");
    for (const char* key : {"hazard_ratios", "risk_ratios"}) add_elements(transitions, key, ratios_section, uses);
    for (const char* key : {"hazard", "hazard_where"}) add_elements(transitions, key, hazards_section, uses);
    add_elements(document.find("strategies"), "mix", practice_section, uses);
    for (const char* key : {"factors", "case_mix", "start_states"})
        add_names(document.find(key), case_mix_section, uses);
    if (const Node* economics = document.find("economics")) {
        add_names(economics->find("utilities"), utilities_section, uses);
        add_names(economics->find("costs"), costs_section, uses);
        add_names(economics, discounting_section, uses);
    }
    uses.add_through_expressions();
    return uses;
}

}  // namespace ibtr::controls
