#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "figure/axis.hpp"
#include "figure/page.hpp"

namespace ibtr::figure {

/// Size of a figure and of its writing.
struct Look {
    double width_mm = 170;
    double font_pt = 8;

    /// Whole points: pages of PDF are.
    [[nodiscard]] double width_pt() const { return std::round(width_mm * 72 / 25.4); }
    [[nodiscard]] double line_height() const { return 1.3 * font_pt; }
    /// Of tick labels, tables and notes.
    [[nodiscard]] double small_pt() const { return 0.9 * font_pt; }
};

/// Limits at a place.
struct Limits {
    double x = 0, low = 0, high = 0;
};

/// A line of a panel, in the panel's units.
struct Series {
    std::string label;     ///< empty: none stands at its end or in the key
    std::size_t rank = 0;  ///< of the colours and dashes
    std::vector<Point> points = {};
    std::vector<Limits> band = {};      ///< shaded between limits
    std::vector<Limits> whiskers = {};  ///< bars between limits, moved aside for each series
    double width_pt = 1.4;
    std::optional<Stroke> stroke = {};  ///< instead of that of its rank

    [[nodiscard]] Stroke line() const { return stroke.value_or(Stroke{line_colour(rank), width_pt, line_dash(rank)}); }
};

/// One of several areas that stand on each other.
struct Layer {
    std::string label;
    std::size_t rank = 0;
    std::vector<Limits> extent = {};
};

/// A straight line across a panel, at a value of the vertical axis, or of the horizontal one.
struct Rule {
    double at = 0;
    bool vertical = false;
    std::string label = {};
    Stroke stroke = {"#333333", 0.8, {}};
};

/// Points that stand alone.
struct Marks {
    std::string label;
    std::size_t rank = 0;
    std::vector<Point> points;
    double radius_pt = 1.6;
    std::optional<std::string> colour = {};  ///< instead of that of its rank
    bool behind = false;                     ///< under the lines

    [[nodiscard]] std::string fill() const { return colour.value_or(line_colour(rank)); }
};

/// One pair of axes with what is drawn between them.
struct Panel {
    std::string title = {};
    Axis x, y;
    std::vector<Layer> layers = {};
    std::vector<Rule> rules = {};
    std::vector<Marks> marks = {};
    std::vector<Series> series = {};
    bool grid = true;  ///< faint lines at the ticks of the vertical axis
};

/// Numbers under the ticks of the horizontal axis.
struct TableRow {
    std::string label;
    std::vector<std::string> cells;  ///< parallel to Table::at
};
struct TableBlock {
    std::string heading;
    std::size_t rank = 0;
    std::vector<TableRow> rows;
};
struct Table {
    std::vector<double> at;
    std::vector<TableBlock> blocks;
};

/// Panels side by side, with one key, and a table below the only one.
struct Chart {
    std::vector<Panel> panels;
    std::optional<Table> table = {};
    bool ends_labelled = true;  ///< where a single panel has room for it; else there is a key below
    double aspect = 0.62;       ///< height by width of a panel
};

/// The page of a chart.
Page lay_out(const Chart& chart, const Look& look);

}  // namespace ibtr::figure
