#include "figure/diagram.hpp"

#include <fmt/format.h>

#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

/// Graphviz ends a label at a quote, and reads backslashes; "\n" parts its lines.
std::string graphviz_label(const std::string& text, double label_ems) {
    constexpr std::size_t most_lines = 4;
    std::string label;
    for (const std::string& line : wrapped(printable(text), label_ems, most_lines)) {
        if (!label.empty()) label += "\\n";
        for (const char c : line) label += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return label;
}

/// Graphviz names no picture: title and description come right after the opening tag.
std::string with_description(std::string svg, const Description& description) {
    const std::size_t open = svg.find("<svg "), end = svg.find('>', open);
    if (open == std::string::npos || end == std::string::npos) return svg;
    const std::string named = svg_text(Page(1), description);
    const std::size_t title = named.find("<title>"), after = named.find("</desc>") + std::string("</desc>").size();
    svg.insert(end + 1, "\n" + named.substr(title, after - title));
    svg.insert(open + 5, "role=\"img\" ");
    return svg;
}

}  // namespace

std::string graphviz_program(const Graph& graph, const Look& look, double label_ems) {
    constexpr double mm_per_inch = 25.4, furthest_inches = 30;
    std::string text = fmt::format(
        "digraph model {{\n  rankdir = LR; margin = 0; pad = 0.05; size = \"{:.3f},{}\"; ranksep = 0.35; nodesep = "
        "0.3;\n"
        "  node [fontname = \"DejaVu Sans\", fontsize = {}, margin = \"0.08,0.05\", height = 0.3];\n"
        "  edge [fontname = \"DejaVu Sans\", fontsize = {}, arrowsize = 0.6];\n",
        look.width_mm / mm_per_inch, furthest_inches, look.font_pt, look.small_pt());
    for (std::size_t i = 0; i < graph.states.size(); ++i)
        text +=
            fmt::format("  s{} [label = \"{}\", shape = {}{}];\n", i, graphviz_label(graph.states[i].label, label_ems),
                        graph.states[i].absorbing ? "box" : "ellipse", graph.states[i].start ? ", style = bold" : "");
    for (const Graph::Transition& transition : graph.transitions)
        text += fmt::format("  s{} -> s{} [label = \"{}\"];\n", transition.from, transition.to,
                            graphviz_label(transition.label, label_ems));
    return text + "}\n";
}

Picture diagram(const Graph& graph, Format format, const Look& look, const Description& description) {
    constexpr double label_ems = 12;
    std::vector<std::string> arguments{format == Format::svg   ? "-Tsvg"
                                       : format == Format::pdf ? "-Tpdf"
                                                               : "-Tpng:cairo"};
    if (format == Format::png) arguments.emplace_back("-Gdpi=300");
    Picture drawn =
        picture_by("dot", std::move(arguments), graphviz_program(graph, look, label_ems), format, "graphviz");
    if (format == Format::svg && !drawn.bytes.empty()) drawn.bytes = with_description(drawn.bytes, description);
    return drawn;
}

}  // namespace ibtr::figure
