#include "controls/shares.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "controls/parameter_uses.hpp"
#include "controls/words.hpp"

namespace ibtr::controls {
namespace {

using config::Node;

/// The numbers of a list; nothing where it holds a name of a parameter.
std::optional<std::vector<double>> numbers_of(const std::vector<Input>& inputs) {
    std::vector<double> numbers;
    for (const Input& input : inputs) {
        const auto* number = std::get_if<double>(&input);
        if (number == nullptr) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers.size() < 2 ? std::nullopt : std::optional(std::move(numbers));
}

/// Row of a factor for which a row of the config is: levels of its parents, by name.
std::optional<std::size_t> row_of(const Model& model, const Factor& factor, const Node* given) {
    std::vector<std::string> names;
    if (given != nullptr && given->text() != nullptr) names.push_back(*given->text());
    if (given != nullptr && given->array() != nullptr)
        for (const Node& level : *given->array()) names.push_back(level.text() == nullptr ? "" : *level.text());
    for (std::size_t row = 0; row < factor.rows.size(); ++row) {
        const std::vector<std::size_t>& levels = factor.rows[row].given_levels;
        bool is_same = levels.size() == names.size();
        for (std::size_t i = 0; is_same && i < levels.size(); ++i)
            is_same = model.factors[factor.given[i]].levels[levels[i]] == names[i];
        if (is_same) return row;
    }
    return std::nullopt;
}

std::string text_at(const Node& table, const char* key, const std::string& otherwise) {
    const Node* node = table.find(key);
    return node != nullptr && node->text() != nullptr ? *node->text() : otherwise;
}

std::string name_of(const Factor& factor) {
    return sentence_case(in_words(factor.name));
}

std::string label_of(const Model& model, const SharesOf& shares) {
    const Factor& factor = model.factors[shares.factor];
    if (shares.case_mix)
        return fmt::format("{} of those with {}", name_of(factor),
                           model.strategies[model.case_mixes[*shares.case_mix].strategy].label);
    std::string label = name_of(factor);
    const std::vector<std::size_t>& levels = factor.rows[shares.row].given_levels;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const Factor& parent = model.factors[factor.given[i]];
        label +=
            fmt::format("{} {} {}", i == 0 ? ", given" : ",", in_words(parent.name), in_words(parent.label(levels[i])));
    }
    return label;
}

/// With a level that nobody has, a strategy's people could not be standardised: those of a case mix have the preset of
/// no selection, where all people are of one list of shares.
void add_presets(const Model& model, const std::vector<Control>& all, Control& control) {
    control.presets.push_back({"As in the config", control.value});
    if (control.shares_of->case_mix) {
        for (const Control& others : all)
            if (others.shares_of == SharesOf{control.shares_of->factor} &&
                model.factors[others.shares_of->factor].given.empty())
                control.presets.push_back({"As all people", others.value});
        return;
    }
    for (std::size_t level = 0; level < control.parts.size(); ++level) {
        std::vector<double> everybody(control.parts.size(), 0.0);
        everybody[level] = 1;
        control.presets.push_back({"Everybody: " + control.parts[level], std::move(everybody)});
    }
}

}  // namespace

std::vector<Control> share_controls(const Node& document, const Model& model) {
    std::vector<Control> controls;
    /// @param table where the config writes them
    const auto add = [&](std::string key, const SharesOf& of, const std::vector<Input>& probabilities,
                         const Node& table) {
        std::optional<std::vector<double>> numbers = numbers_of(probabilities);
        if (!numbers) return;
        const Factor& factor = model.factors[of.factor];
        Control control;
        control.key = std::move(key);
        control.name = control.key;
        control.label = label_of(model, of);
        control.section = case_mix_section;
        control.unit = "probability";
        control.kind = ControlKind::shares;
        control.value = *std::move(numbers);
        control.source = text_at(table, "source", factor.source);
        control.assumption = control.source.starts_with("assumption");
        control.shares_of = of;
        for (std::size_t level = 0; level < factor.levels.size(); ++level)
            control.parts.push_back(in_words(factor.label(level)));
        add_presets(model, controls, control);
        controls.push_back(std::move(control));
    };
    const Node* factors = document.find("factors");
    for (std::size_t f = 0; factors != nullptr && f < model.factors.size(); ++f) {
        const Factor& factor = model.factors[f];
        const std::string path = "factors." + factor.name;
        const auto table = std::find_if(factors->array()->begin(), factors->array()->end(),
                                        [&](const Node& one) { return text_at(one, "name", "") == factor.name; });
        if (table == factors->array()->end()) continue;  // that of start_states
        if (factor.given.empty()) add(path + ".probabilities", {f}, factor.rows.front().probabilities, *table);
        const Node* rows = table->find("rows");
        for (std::size_t i = 0; rows != nullptr && i < rows->array()->size(); ++i) {
            const Node& row = (*rows->array())[i];
            if (const auto place = row_of(model, factor, row.find("given")))
                add(fmt::format("{}.rows[{}].probabilities", path, i), {f, *place}, factor.rows[*place].probabilities,
                    row);
        }
    }
    for (std::size_t k = 0; k < model.case_mixes.size(); ++k)
        add(fmt::format("case_mix[{}].probabilities", k), {model.case_mixes[k].factor, 0, k},
            model.case_mixes[k].probabilities, (*document.find("case_mix")->array())[k]);
    return controls;
}

}  // namespace ibtr::controls
