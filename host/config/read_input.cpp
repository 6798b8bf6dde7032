#include <fmt/format.h>

#include <algorithm>

#include "base/visible_text.hpp"
#include "config/build.hpp"

namespace ibtr::config {
namespace {

void check_unit(Build& build, const Cursor& at, const Parameter& parameter, const NumberRule& rule) {
    if (parameter.unit.empty()) return;
    if (std::find(rule.units.begin(), rule.units.end(), parameter.unit) != rule.units.end()) return;
    build.report(at, fmt::format("parameter '{}' has the unit {}; here it must be {}", parameter.name, parameter.unit,
                                 fmt::join(rule.units, " or ")));
}

}  // namespace

void check_name(Build& build, const Cursor& at, const std::string& name) {
    constexpr std::size_t longest = 64;
    const bool clean = std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 ||
               std::string_view(".,=\"'[]/\\").find(c) != std::string_view::npos;
    });
    if (is_formula(name)) {
        build.report(at, formula_refusal(name) + " in a table of results; choose another name");
    } else if (name.empty() || name.size() > longest || !clean || visible(name) != name) {
        build.report(at, fmt::format("'{}' is no name; 1 to {} bytes without . , = quotes, brackets, slashes and "
                                     "control characters are allowed",
                                     name, longest));
    }
}

std::string read_name(Build& build, const Cursor& table) {
    const Cursor at = table.at("name");
    const auto name = at.text();
    if (name) check_name(build, at, *name);
    return name.value_or("");
}

std::string read_label(Build& build, const Cursor& at, const std::string& fallback) {
    const std::string label = at.text_or(fallback);
    const bool clean = label.find_first_of("\t\n") == std::string::npos && visible(label) == label;
    if (at.present() && (label.empty() || !clean))
        build.report(at, "is no text for people: it is empty or has control characters");
    if (is_formula(label)) build.report(at, formula_refusal(label));
    return label;
}

std::string read_prose(Build& build, const Cursor& at, const std::string& fallback) {
    const std::string text = at.text_or(fallback);
    if (at.present() && is_formula(text))
        build.report(at, formula_refusal(text) + " in a table of a report; begin with a word");
    return text;
}

void check_unique(Build& build, const std::vector<Cursor>& tables, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto first = std::find(names.begin(), names.end(), names[i]) - names.begin();
        if (names[i].empty() || static_cast<std::size_t>(first) == i) continue;
        build.report(tables[i], fmt::format("the name '{}' is used twice, first in line {}; names must differ",
                                            names[i], tables[static_cast<std::size_t>(first)].origin().line));
    }
}

std::optional<std::size_t> resolve(Build& build, const Cursor& at, const std::vector<std::string>& names) {
    const auto name = at.text();
    if (!name) return std::nullopt;
    const auto found = std::find(names.begin(), names.end(), *name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    build.report(at, unknown_name(*name, names));
    return std::nullopt;
}

std::optional<std::size_t> resolve_new(Build& build, const Cursor& at, const std::vector<std::string>& names,
                                       const std::vector<std::size_t>& earlier) {
    const auto index = resolve(build, at, names);
    if (!index || std::find(earlier.begin(), earlier.end(), *index) == earlier.end()) return index;
    build.report(at, fmt::format("names '{}' twice", names[*index]));
    return std::nullopt;
}

Input read_choice(Build& build, const Cursor& at, const NumberRule& rule) {
    constexpr double placeholder = 1;
    if (const auto number = at.number()) return *number;
    const auto index = resolve(build, at, names_of(build.model.parameters));
    if (!index) {
        build.placeholders.push_back(at.path());
        return placeholder;
    }
    build.parameter_used[*index] = true;
    check_unit(build, at, build.model.parameters[*index], rule);
    return ParameterRef{*index};
}

void note_source(Build& build, const Cursor& at, const Cursor& source) {
    if (source.text_or("").empty()) build.unsourced.push_back(at.path());
}

bool holds_number(const Cursor& at) {
    if (at.number()) return true;
    const std::vector<Cursor> elements = at.elements();
    return std::any_of(elements.begin(), elements.end(), [](const Cursor& element) { return element.number(); });
}

std::vector<Input> read_choices(Build& build, const Cursor& at, const NumberRule& rule, std::size_t count,
                                const std::string& what) {
    std::vector<Input> inputs;
    const std::vector<Cursor> elements = at.elements();
    if (elements.size() != count) build.placeholders.push_back(at.path());
    if (at.present() && elements.size() != count) {
        build.report(at, fmt::format("has {} entries; expected {}, {}", elements.size(), count, what));
    }
    inputs.reserve(elements.size());
    for (const Cursor& element : elements) inputs.push_back(read_choice(build, element, rule));
    return inputs;
}

std::vector<Input> read_probabilities(Build& build, const Cursor& at, const Cursor& source, std::size_t levels) {
    if (holds_number(at)) note_source(build, at, source);
    return read_choices(build, at, number_rules::probability, levels, "one for each level");
}

}  // namespace ibtr::config
