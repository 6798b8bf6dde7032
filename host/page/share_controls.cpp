#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "page/controls.hpp"
#include "page/report_words.hpp"

namespace ibtr::page {
namespace {

bool are_numbers(const std::vector<Input>& inputs) {
    return inputs.size() > 1 && std::all_of(inputs.begin(), inputs.end(),
                                            [](const Input& input) { return std::holds_alternative<double>(input); });
}

nlohmann::ordered_json share_control(const std::string& key, const std::string& label, const Factor& factor,
                                     const std::vector<Input>& probabilities, const std::string& source) {
    using ShareJson = nlohmann::ordered_json;
    ShareJson values = ShareJson::array(), parts = ShareJson::array();
    for (const Input& probability : probabilities) values.push_back(std::get<double>(probability));
    for (std::size_t level = 0; level < factor.levels.size(); ++level) parts.push_back(factor.label(level));
    const ShareJson presets = ShareJson::array({{{"label", "As in the config"}, {"values", values}}});
    return {{"key", key},
            {"label", label},
            {"section", "Case mix"},
            {"unit", "probability"},
            {"value", values},
            {"low", nullptr},
            {"high", nullptr},
            {"minimum", 0.0},
            {"maximum", 1.0},
            {"scale", "linear"},
            {"source", source},
            {"note", ""},
            {"assumption", source.starts_with("assumption")},
            {"off", nullptr},
            {"enters", true},
            {"kind", "shares"},
            {"parts", parts},
            {"presets", presets}};
}

std::string label_of_factor(const Factor& factor) {
    std::string words = factor.name;
    std::replace(words.begin(), words.end(), '_', ' ');
    return sentence_case(words);
}

}  // namespace

std::string share_key(const Factor& factor) {
    const bool is_one_list = factor.given.empty() && factor.rows.size() == 1;
    return is_one_list && are_numbers(factor.rows.front().probabilities) ? "factors." + factor.name + ".probabilities"
                                                                         : "";
}

std::string share_key(const Model& model, std::size_t case_mix) {
    return are_numbers(model.case_mixes[case_mix].probabilities) ? fmt::format("case_mix[{}].probabilities", case_mix)
                                                                 : "";
}

nlohmann::ordered_json share_controls(const Model& model) {
    nlohmann::ordered_json controls = nlohmann::ordered_json::array();
    for (const Factor& factor : model.factors)
        if (const std::string key = share_key(factor); !key.empty())
            controls.push_back(
                share_control(key, label_of_factor(factor), factor, factor.rows.front().probabilities, factor.source));
    for (std::size_t k = 0; k < model.case_mixes.size(); ++k) {
        const std::string key = share_key(model, k);
        if (key.empty()) continue;
        const CaseMix& mix = model.case_mixes[k];
        const Factor& factor = model.factors[mix.factor];
        controls.push_back(share_control(
            key, label_of_factor(factor) + " with " + label_of_strategy(model, model.strategies[mix.strategy].name),
            factor, mix.probabilities, mix.source));
    }
    return controls;
}

}  // namespace ibtr::page
