#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "model/endpoint_words.hpp"
#include "report/describe_model.hpp"
#include "report/hazard_words.hpp"

namespace ibtr {
namespace {

/// Mermaid reads labels as HTML.
std::string for_mermaid(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '<' ? "#lt;" : c == '>' ? "#gt;" : c == '"' ? "#quot;" : std::string(1, c);
    return escaped;
}

/// Graphviz ends a label at a quote, and reads backslashes.
std::string for_graphviz(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return escaped;
}

std::string edge_label(const Model& model, const Parameters& parameters, const Transition& transition,
                       const std::string& line_break) {
    return fmt::format("{}{}{}{}by {}", transition.name, line_break,
                       hazard_in_words(model, parameters, transition.hazard), line_break,
                       clock_in_words(model, transition));
}

}  // namespace

std::string model_as_dot(const Model& model, const Parameters& parameters) {
    std::string text = fmt::format("digraph \"{}\" {{\n  rankdir = LR;\n", model.name);
    const std::vector<std::size_t> starts = start_states(model);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const State& state = model.states[i];
        const bool begins = std::find(starts.begin(), starts.end(), i) != starts.end();
        text += fmt::format("  s{} [label = \"{}\", shape = {}{}];\n", i, for_graphviz(label_of(state)),
                            state.absorbing ? "box" : "ellipse", begins ? ", style = bold" : "");
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
        const std::string name = for_mermaid(label_of(state));
        text += state.absorbing ? fmt::format("  s{}[\"{}\"]\n", i, name) : fmt::format("  s{}([\"{}\"])\n", i, name);
    }
    for (const Transition& transition : model.transitions) {
        std::string label;
        for (const char c : for_mermaid(edge_label(model, parameters, transition, "\n"))) {
            label += c == '\n' ? std::string("<br/>") : std::string(1, c);
        }
        text += fmt::format("  s{} -->|\"{}\"| s{}\n", transition.from, label, transition.to);
    }
    return text;
}

}  // namespace ibtr
