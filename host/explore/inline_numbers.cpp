#include "explore/inline_numbers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "explore/parameter_uses.hpp"
#include "explore/slider_range.hpp"

namespace ibtr::explore {
namespace {

using config::Node;

/// Keys of numbers that no slider moves: points in time, and how a model is laid out.
constexpr std::array fixed_keys{std::string_view("starts_years"),  std::string_view("knots_log_years"),
                                std::string_view("times_years"),   std::string_view("from_years"),
                                std::string_view("to_years"),      std::string_view("ages_years"),
                                std::string_view("order_in_cycle")};

std::string unit_of(std::string_view key, const std::string& section) {
    if (section == ratios_section) return "ratio";
    if (key.ends_with("per_year")) return "per_year";
    if (key == "scale_years") return "years";
    if (key.starts_with("probabilit")) return "probability";
    return "";
}

/// Where a walk through a config is.
struct Place {
    std::string path, label, section;
    std::string_view key;  ///< the last one that is a name
};

class NumberWalk {
public:
    void go(const Node& node, const Place& place) {
        if (const std::optional<double> number = node.number()) {
            add(*number, place);
        } else if (node.array() != nullptr) {
            for (std::size_t i = 0; i < node.array()->size(); ++i)
                go((*node.array())[i], {place.path + '[' + std::to_string(i) + ']',
                                        place.label + ' ' + std::to_string(i + 1), place.section, place.key});
        } else if (node.table() != nullptr) {
            for (const auto& [key, value] : *node.table()) {
                const bool is_fixed = std::find(fixed_keys.begin(), fixed_keys.end(), key) != fixed_keys.end();
                if (!is_fixed) go(value, {place.path + '.' + key, label_below(place, node, key), place.section, key});
            }
        }
    }
    std::vector<Control> take() { return std::move(controls_); }

private:
    /// A number of a ratio or a value is told by whom it is for.
    static std::string label_below(const Place& place, const Node& table, const std::string& key) {
        std::string label = place.label;
        if (key == "value" || key == "values") {
            for (const char* condition : {"state", "transition", "strategy", "level"})
                if (const Node* name = table.find(condition); name != nullptr && name->text() != nullptr)
                    label += ", " + *name->text();
        } else {
            label += ", " + key;
        }
        std::replace(label.begin(), label.end(), '_', ' ');
        return label;
    }

    void add(double number, const Place& place) {
        Control control;
        control.key = place.path;
        control.name = place.path;
        control.label = sentence_case(place.label);
        control.section = place.section;
        control.unit = unit_of(place.key, place.section);
        control.value = {number};
        control.source = "written in place";
        control.assumption = false;
        if (place.section == ratios_section) {
            control.off = 1.0;
            control.kind = ControlKind::toggled;
        }
        set_range(control.unit == "probability" ? ParameterRange{0, 1, false} : range_about(number), control);
        controls_.push_back(std::move(control));
    }

    std::vector<Control> controls_;
};

/// The shares of a list; nothing where it holds a name of a parameter, which then has a slider of its own.
std::optional<std::vector<double>> shares_of(const Node* probabilities) {
    if (probabilities == nullptr || probabilities->array() == nullptr) return std::nullopt;
    std::vector<double> shares;
    for (const Node& element : *probabilities->array()) {
        const std::optional<double> share = element.number();
        if (!share) return std::nullopt;
        shares.push_back(*share);
    }
    return shares.size() < 2 ? std::nullopt : std::optional(shares);
}

std::string in_words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::optional<Control> share_control(std::string path, std::string label, const Node& table, const Factor& factor) {
    const auto shares = shares_of(table.find("probabilities"));
    if (!shares || shares->size() != factor.levels.size()) return std::nullopt;
    Control control;
    control.key = std::move(path);
    control.name = control.key;
    control.label = sentence_case(std::move(label));
    control.section = case_mix_section;
    control.unit = "probability";
    control.kind = ControlKind::shares;
    control.value = *shares;
    const Node* source = table.find("source");
    control.source = source != nullptr && source->text() != nullptr ? *source->text() : factor.source;
    control.assumption = control.source.starts_with("assumption");
    control.presets.push_back({"As in the config", *shares});
    for (std::size_t level = 0; level < factor.levels.size(); ++level)
        control.parts.push_back(in_words(factor.label(level)));
    return control;
}

void add_everybody(Control& control) {
    for (std::size_t level = 0; level < control.parts.size(); ++level) {
        std::vector<double> everybody(control.parts.size(), 0.0);
        everybody[level] = 1;
        control.presets.push_back({"Everybody: " + control.parts[level], std::move(everybody)});
    }
}

/// The shares of all people, where they depend on no other factor: a strategy's own without any selection.
void add_no_selection(const Node& factors, const std::string& name, Control& control) {
    for (const Node& factor : *factors.array())
        if (*factor.find("name")->text() == name)
            if (const auto shares = shares_of(factor.find("probabilities")))
                control.presets.push_back({"As all people", *shares});
}

std::string text_of(const Node& table, const char* key) {
    const Node* node = table.find(key);
    if (node == nullptr) return "";
    return node->text() != nullptr ? *node->text() : config::write_value(*node);
}

}  // namespace

std::vector<Control> inline_numbers(const Node& document) {
    NumberWalk walk;
    if (const Node* transitions = document.find("transitions"))
        for (const Node& transition : *transitions->array()) {
            const std::string& name = *transition.find("name")->text();
            for (const auto& [key, section] :
                 {std::pair{"hazard", hazards_section}, std::pair{"hazard_where", hazards_section},
                  std::pair{"hazard_ratios", ratios_section}, std::pair{"risk_ratios", ratios_section}})
                if (const Node* part = transition.find(key))
                    walk.go(*part, {"transitions." + name + '.' + key, in_words(name), section, key});
        }
    if (const Node* economics = document.find("economics"))
        for (const auto& [key, section] : {std::pair{"utilities", utilities_section}, std::pair{"costs", costs_section},
                                           std::pair{"discount_effects_per_year", discounting_section},
                                           std::pair{"discount_costs_per_year", discounting_section}})
            if (const Node* part = economics->find(key))
                walk.go(*part, {std::string("economics.") + key, in_words(key), section, key});
    return walk.take();
}

std::vector<Control> case_mixes(const Node& document, const Model& model) {
    std::vector<Control> controls;
    const Node* factors = document.find("factors");
    const auto add = [&](std::string path, std::string label, const Node& table, const std::string& factor_name) {
        const auto factor = std::find_if(model.factors.begin(), model.factors.end(),
                                         [&](const Factor& one) { return one.name == factor_name; });
        if (factor == model.factors.end()) return;
        const bool of_strategy = path.starts_with("case_mix");
        auto control = share_control(std::move(path), std::move(label), table, *factor);
        if (!control) return;
        // With a level that nobody has, a strategy's people could not be standardised.
        if (of_strategy)
            add_no_selection(*factors, factor_name, *control);
        else
            add_everybody(*control);
        controls.push_back(*std::move(control));
    };
    if (factors != nullptr)
        for (const Node& factor : *factors->array()) {
            const std::string& name = *factor.find("name")->text();
            add("factors." + name + ".probabilities", in_words(name), factor, name);
            const Node* rows = factor.find("rows");
            for (std::size_t i = 0; rows != nullptr && i < rows->array()->size(); ++i) {
                const Node& row = (*rows->array())[i];
                add("factors." + name + ".rows[" + std::to_string(i) + "].probabilities",
                    in_words(name) + ", given " + in_words(text_of(row, "given")), row, name);
            }
        }
    if (const Node* mixes = document.find("case_mix"))
        for (std::size_t i = 0; i < mixes->array()->size(); ++i) {
            const Node& mix = (*mixes->array())[i];
            add("case_mix[" + std::to_string(i) + "].probabilities",
                in_words(text_of(mix, "factor")) + " of those with " + in_words(text_of(mix, "strategy")), mix,
                text_of(mix, "factor"));
        }
    return controls;
}

}  // namespace ibtr::explore
