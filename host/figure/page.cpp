#include "figure/page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr std::array line_colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B47E00", "#3A97CF",
                                  "#000000", "#003F63", "#7A3600", "#005A42", "#77405E", "#666666"};

constexpr std::array text_colours{"#0068A3", "#B34E00", "#007A57", "#A3497B", "#8A6000", "#1F6F9E",
                                  "#000000", "#003F63", "#7A3600", "#005A42", "#77405E", "#5A5A5A"};

/// Digits and capitals of DejaVu Sans rise by 0.729 of their size.
constexpr double baseline_drop = 0.729 / 2;

/// Programs that draw letters move them to whole dots, some to the nearest and some to the one before: just beyond a
/// dot all mean the same one.
double just_beyond_a_dot(double place) {
    constexpr double dot = 72.0 / 150, beyond = 0.02;
    return std::round(place / dot) * dot + beyond;
}

}  // namespace

void Page::line(std::vector<Point> points, Stroke stroke) {
    if (points.size() > 1) items_.emplace_back(LineItem{std::move(points), std::move(stroke)});
}

void Page::area(std::vector<Point> outline, std::string colour, double opacity) {
    if (outline.size() > 2) items_.emplace_back(AreaItem{std::move(outline), std::move(colour), opacity});
}

void Page::rectangle(double left, double top, double right, double bottom, const std::string& colour, double opacity) {
    area({{left, top}, {right, top}, {right, bottom}, {left, bottom}}, colour, opacity);
}

void Page::discs(std::vector<Point> centres, double radius, std::string colour) {
    if (!centres.empty()) items_.emplace_back(DiscItem{std::move(centres), radius, std::move(colour)});
}

void Page::text(Point at, std::string text, TextStyle style) {
    if (text.empty()) return;
    double& across = style.upwards ? at.x : at.y;
    across = just_beyond_a_dot(across + baseline_drop * style.size_pt);
    items_.emplace_back(TextItem{at, printable(text), std::move(style)});
}

void Page::reach(double y) {
    height_ = std::max(height_, std::ceil(y));
}

std::string line_colour(std::size_t n) {
    return line_colours.at(n % line_colours.size());
}

std::string text_colour(std::size_t n) {
    return text_colours.at(n % text_colours.size());
}

std::vector<double> line_dash(std::size_t n) {
    const std::array<std::vector<double>, 5> dashes{{{}, {6, 2}, {2, 1.5}, {6, 1.5, 1.5, 1.5}, {1, 1.2}}};
    return dashes.at(n % dashes.size());
}

}  // namespace ibtr::figure
