#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ibtr::figure {

/// A place on a page [pt, 1/72 inch], from its left and upper edge.
struct Point {
    double x = 0, y = 0;
};

/// How a line is drawn.
struct Stroke {
    std::string colour = "#000000";
    double width_pt = 0.8;
    std::vector<double> dash = {};  ///< lengths of strokes and gaps in turn [pt]; empty: solid
};

enum class Align : std::uint8_t { left, centre, right };

struct TextStyle {
    double size_pt = 8;
    Align align = Align::left;
    std::string colour = "#000000";
    bool upwards = false;  ///< turned by a quarter, read from below
};

struct LineItem {
    std::vector<Point> points;
    Stroke stroke;
};
/// A closed outline, filled.
struct AreaItem {
    std::vector<Point> outline;
    std::string colour;
    double opacity = 1;
};
struct DiscItem {
    std::vector<Point> centres;
    double radius = 1;
    std::string colour;
};
/// One line of text; `at` is its beginning, middle or end, on its baseline.
struct TextItem {
    Point at;
    std::string text;
    TextStyle style;
};
using Item = std::variant<LineItem, AreaItem, DiscItem, TextItem>;

/// What a figure consists of, in the order of drawing. Every format is made of the same items, so that all look alike.
class Page {
public:
    explicit Page(double width_pt) : width_(width_pt) {}

    void line(std::vector<Point> points, Stroke stroke);
    void area(std::vector<Point> outline, std::string colour, double opacity = 1);
    void rectangle(double left, double top, double right, double bottom, const std::string& colour, double opacity = 1);
    void discs(std::vector<Point> centres, double radius, std::string colour);
    /// @param at beginning, middle or end, half-way up: digits and capitals are centred there, to the nearest dot of
    /// 150 an inch
    void text(Point at, std::string text, TextStyle style);
    /// The page reaches down to here, at least.
    void reach(double y);

    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] double height() const { return height_; }
    [[nodiscard]] const std::vector<Item>& items() const { return items_; }

private:
    double width_, height_ = 0;
    std::vector<Item> items_;
};

/// Colour and dashes of the n-th of several lines, both, so that they are told apart without colour too: the palette of
/// Okabe and Ito, then its darker shades.
std::string line_colour(std::size_t n);
/// The same colour, as dark as letters need on white: a contrast of 4.5.
std::string text_colour(std::size_t n);
std::vector<double> line_dash(std::size_t n);

inline constexpr const char *grey = "#555555", *frame_colour = "#333333", *grid_colour = "#e4e4e4";

}  // namespace ibtr::figure
