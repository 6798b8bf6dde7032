#include "figure/diagram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "figure/formats.hpp"
#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr double points_per_inch = 72, border_pt = 0.7, bold_pt = 1.5;

std::vector<std::string> label_lines(const std::string& text, double label_ems) {
    constexpr std::size_t most_lines = 4;
    return wrapped(printable(text), label_ems, most_lines);
}

/// Graphviz ends a label at a quote, and reads backslashes; "\n" parts its lines.
std::string graphviz_label(const std::string& text, double label_ems) {
    std::string label;
    for (const std::string& line : label_lines(text, label_ems)) {
        if (!label.empty()) label += "\\n";
        for (const char c : line) label += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return label;
}

/// A number of graphviz, which writes all of them as text. @throws std::invalid_argument
double number_of(const std::string& text) {
    const std::optional<double> value = parse_number(text);
    if (!value || !std::isfinite(*value)) throw std::invalid_argument("'" + text + "' is no number");
    return *value;
}

/// The entry of a list that has a name. @throws std::invalid_argument
const nlohmann::json& entry(const nlohmann::json& layout, const char* list, const char* key, const std::string& name) {
    if (layout.contains(list))
        for (const nlohmann::json& each : layout[list])
            if (each.value(key, "") == name) return each;
    throw std::invalid_argument(fmt::format("no {} in '{}'", name, list));
}

/// Four points of a cubic Bézier curve, in steps too short to be seen.
void add_curve(std::vector<Point>& line, const Point& a, const Point& b, const Point& c, const Point& d) {
    constexpr int steps = 16;
    for (int i = 1; i <= steps; ++i) {
        const double t = static_cast<double>(i) / steps, u = 1 - t;
        const double wa = u * u * u, wb = 3 * u * u * t, wc = 3 * u * t * t, wd = t * t * t;
        line.push_back({wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y});
    }
}

/// Draws what a layout of graphviz says, whose places are in points from the left and lower edge.
class DiagramPainter {
public:
    DiagramPainter(const nlohmann::json& layout, const Look& look, double label_ems)
        : look_(look), label_ems_(label_ems) {
        constexpr std::size_t left = 0, bottom = 1, right = 2, top = 3;
        const std::vector<std::string> box = split_text(layout.at("bb").get<std::string>(), ',');
        if (box.size() != 4) throw std::invalid_argument("'bb' has no four sides");
        left_ = number_of(box[left]);
        top_ = number_of(box[top]);
        const double width = right_of(left_, number_of(box[right])), most = look.width_pt() - 2 * margin_pt;
        scale_ = std::min(1.0, most / width);
        page_ = Page(std::ceil(width * scale_ + 2 * margin_pt));
        page_.reach((top_ - number_of(box[bottom])) * scale_ + 2 * margin_pt);
    }

    void state(const Graph::State& state, const nlohmann::json& node) {
        const Point centre = place(node.at("pos").get<std::string>());
        const double inch = points_per_inch * scale_ / 2;  // of both halves
        const double x = number_of(node.at("width").get<std::string>()) * inch,
                     y = number_of(node.at("height").get<std::string>()) * inch;
        std::vector<Point> border;
        constexpr int corners = 96;
        for (int i = 0; i <= corners && !state.absorbing; ++i) {
            const double turn = 2 * std::numbers::pi * i / corners;
            border.push_back({centre.x + x * std::cos(turn), centre.y + y * std::sin(turn)});
        }
        if (state.absorbing)
            border = {{centre.x, centre.y - y},     {centre.x + x, centre.y - y}, {centre.x + x, centre.y + y},
                      {centre.x - x, centre.y + y}, {centre.x - x, centre.y - y}, {centre.x, centre.y - y}};
        page_.line(std::move(border), {frame_colour, state.start ? bold_pt : border_pt, {}});
        text(centre, state.label, look_.font_pt);
    }

    void transition(const Graph::Transition& transition, const nlohmann::json& edge) {
        std::vector<Point> points;
        std::optional<Point> tip;
        for (const std::string& word : split_text(edge.at("pos").get<std::string>(), ' ')) {
            if (word.starts_with("e,"))
                tip = place(word.substr(2));
            else
                points.push_back(place(word));
        }
        if (points.size() < 4 || points.size() % 3 != 1) throw std::invalid_argument("'pos' is no curve");
        std::vector<Point> line{points.front()};
        for (std::size_t i = 0; i + 3 < points.size(); i += 3)
            add_curve(line, points[i], points[i + 1], points[i + 2], points[i + 3]);
        page_.line(std::move(line), {frame_colour, border_pt, {}});
        if (tip) arrow(points.back(), *tip);
        if (!edge.contains("lp")) return;
        constexpr double raised = 0.15;  // of its size: labels stand on lines
        const Point at = place(edge["lp"].get<std::string>());
        text({at.x, at.y - raised * look_.small_pt() * scale_}, transition.label, look_.small_pt());
    }

    [[nodiscard]] Page take() { return std::move(page_); }

private:
    static constexpr double margin_pt = 3.6;

    static double right_of(double left, double right) {
        if (right <= left) throw std::invalid_argument("'bb' is empty");
        return right - left;
    }
    [[nodiscard]] Point place(const std::string& text) const {
        const std::vector<std::string> both = split_text(text, ',');
        if (both.size() != 2) throw std::invalid_argument("'" + text + "' is no place");
        return {(number_of(both[0]) - left_) * scale_ + margin_pt, (top_ - number_of(both[1])) * scale_ + margin_pt};
    }
    void arrow(const Point& from, const Point& tip) {
        constexpr double half_width = 0.35;  // of its length
        const double x = half_width * (tip.x - from.x), y = half_width * (tip.y - from.y);
        page_.area({tip, {from.x - y, from.y + x}, {from.x + y, from.y - x}}, frame_colour);
    }
    void text(const Point& middle, const std::string& label, double size_pt) {
        constexpr double line_height = 1.2;
        const std::vector<std::string> lines = label_lines(label, label_ems_);
        const double size = size_pt * scale_;
        double y = middle.y - line_height * size * (static_cast<double>(lines.size()) - 1) / 2;
        for (const std::string& line : lines) {
            page_.text({middle.x, y}, line, {size, Align::centre, "#000000", false});
            y += line_height * size;
        }
    }

    Look look_;
    double label_ems_, left_ = 0, top_ = 0, scale_ = 1;
    Page page_{1};
};

}  // namespace

std::string graphviz_program(const Graph& graph, const Look& look, double label_ems) {
    std::string text = fmt::format(
        "digraph model {{\n  rankdir = LR; ranksep = 0.35; nodesep = 0.3;\n"
        "  node [fontname = \"DejaVu Sans\", fontsize = {}, margin = \"0.08,0.05\", height = 0.3];\n"
        "  edge [fontname = \"DejaVu Sans\", fontsize = {}, arrowsize = 0.6];\n",
        look.font_pt, look.small_pt());
    for (std::size_t i = 0; i < graph.states.size(); ++i)
        text +=
            fmt::format("  s{} [label = \"{}\", shape = {}];\n", i, graphviz_label(graph.states[i].label, label_ems),
                        graph.states[i].absorbing ? "box" : "ellipse");
    std::size_t number = 0;
    for (const Graph::Transition& transition : graph.transitions)
        text += fmt::format("  s{} -> s{} [label = \"{}\", id = t{}];\n", transition.from, transition.to,
                            graphviz_label(transition.label, label_ems), number++);
    return text + "}\n";
}

Diagram diagram_at(const std::string& layout, const Graph& graph, const Look& look, double label_ems) try {
    const nlohmann::json json = nlohmann::json::parse(layout);
    DiagramPainter painter(json, look, label_ems);
    for (std::size_t i = 0; i < graph.states.size(); ++i)
        painter.state(graph.states[i], entry(json, "objects", "name", fmt::format("s{}", i)));
    for (std::size_t i = 0; i < graph.transitions.size(); ++i)
        painter.transition(graph.transitions[i], entry(json, "edges", "id", fmt::format("t{}", i)));
    return {painter.take(), ""};
} catch (const nlohmann::json::exception& failure) {
    return {std::nullopt, fmt::format("dot wrote no layout: {}", failure.what())};
} catch (const std::invalid_argument& failure) {
    return {std::nullopt, fmt::format("dot wrote no layout: {}", failure.what())};
}

Diagram diagram(const Graph& graph, const Look& look) {
    constexpr double label_ems = 12;
    const Picture layout = written_by("dot", {"-Tjson0"}, graphviz_program(graph, look, label_ems), "graphviz");
    if (layout.bytes.empty()) return {std::nullopt, layout.reason};
    return diagram_at(layout.bytes, graph, look, label_ems);
}

}  // namespace ibtr::figure
