#include "controls/inline_numbers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "controls/parameter_uses.hpp"
#include "controls/slider_range.hpp"
#include "controls/words.hpp"
#include "model/parameter_range.hpp"

namespace ibtr::controls {
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
        return in_words(std::move(label));
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

}  // namespace ibtr::controls
