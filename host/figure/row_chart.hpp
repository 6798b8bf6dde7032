#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "figure/chart.hpp"
#include "figure/key.hpp"

namespace ibtr::figure {

/// A column of text beside the panels of a chart of rows.
struct RowColumn {
    std::string title;
    Align align = Align::left;
    bool after_panels = false;
    bool wraps = false;  ///< over several lines where there is no room: names
};

/// An estimate with its interval, NaN where there is none. What leaves the axis ends in an arrow.
struct RowMark {
    enum class Shape : std::uint8_t { square, disc, diamond, none } shape = Shape::square;
    double at = 0, low = 0, high = 0;
    std::string colour;
    double size_pt = 4;  ///< across
    bool hollow = false;
    double shift = 0;  ///< below the middle of its row, in parts of a line's height
    std::size_t panel = 0;
    double line_pt = 1;
};

/// A bar from one value to another.
struct RowBar {
    double from = 0, to = 0;
    std::string colour;
    double shift = 0;  ///< of its middle, in parts of a line's height
    std::size_t panel = 0;
};

struct ChartRow {
    std::vector<std::string> cells;  ///< parallel to the columns
    std::vector<RowMark> marks = {};
    std::vector<RowBar> bars = {};
    std::string colour = "#000000";  ///< of its words
    bool apart = false;              ///< half a row of air above it
};

/// The horizontal axis of one panel, shared by all rows.
struct RowPanel {
    Axis x;
    std::vector<Rule> rules = {};                 ///< vertical ones
    std::string low_words = {}, high_words = {};  ///< what lies to the left and to the right
};

/// Rows of words with panels between: forest plots and their like.
struct RowChart {
    std::vector<RowColumn> columns;
    std::vector<RowPanel> panels;
    std::vector<ChartRow> rows;
    std::vector<KeyEntry> key = {};
    std::vector<std::string> notes = {};
};

Page lay_out(const RowChart& chart, const Look& look);

}  // namespace ibtr::figure
