#include <fmt/format.h>

#include "report/describe.hpp"
#include "report/wording.hpp"

namespace ibtr {
namespace {

/// Mermaid reads labels as HTML. Quotes and backslashes cannot occur: no name may hold them.
std::string escape_angles(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '<' ? "#lt;" : c == '>' ? "#gt;" : std::string(1, c);
    return escaped;
}

std::string edge_label(const Model& model, const Parameters& parameters, const Transition& transition,
                       const std::string& line_break) {
    return fmt::format("{}{}{}{}by {}", transition.name, line_break,
                       describe::hazard_in_words(model, parameters, transition.hazard), line_break,
                       describe::clock_in_words(transition.clock));
}

}  // namespace

std::string model_as_dot(const Model& model, const Parameters& parameters) {
    std::string text = fmt::format("digraph \"{}\" {{\n  rankdir = LR;\n", model.name);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const State& state = model.states[i];
        text += fmt::format("  s{} [label = \"{}\", shape = {}{}];\n", i, state.name,
                            state.absorbing ? "box" : "ellipse", i == model.start_state ? ", style = bold" : "");
    }
    for (const Transition& transition : model.transitions) {
        const std::string label = edge_label(model, parameters, transition, "\\n");
        text += fmt::format("  s{} -> s{} [label = \"{}\"];\n", transition.from, transition.to, label);
    }
    return text + "}\n";
}

std::string model_as_mermaid(const Model& model, const Parameters& parameters) {
    std::string text = "flowchart LR\n";
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const State& state = model.states[i];
        const std::string name = escape_angles(state.name);
        text += state.absorbing ? fmt::format("  s{}[\"{}\"]\n", i, name) : fmt::format("  s{}([\"{}\"])\n", i, name);
    }
    for (const Transition& transition : model.transitions) {
        std::string label;
        for (const char c : escape_angles(edge_label(model, parameters, transition, "\n"))) {
            label += c == '\n' ? std::string("<br/>") : std::string(1, c);
        }
        text += fmt::format("  s{} -->|\"{}\"| s{}\n", transition.from, label, transition.to);
    }
    return text;
}

}  // namespace ibtr
