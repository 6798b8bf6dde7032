#pragma once

#include <functional>

#include "figure/chart.hpp"

namespace ibtr::figure {

/// The rectangle between the axes of a panel [pt].
struct Frame {
    double left = 0, top = 0, right = 0, bottom = 0;

    [[nodiscard]] double width() const { return right - left; }
    [[nodiscard]] double height() const { return bottom - top; }
    [[nodiscard]] double x_of(const Panel& panel, double value) const { return left + width() * panel.x.place(value); }
    [[nodiscard]] double y_of(const Panel& panel, double value) const {
        return bottom - height() * panel.y.place(value);
    }
};

/// Room that the vertical axis takes on the left of a frame, whose height says in how many lines its title stands [pt].
/// @param height_beside that of the frame beside so much room
double axis_room_left(const Panel& panel, const Look& look, const std::function<double(double)>& height_beside);
/// Room that the horizontal axis takes below a frame [pt].
double axis_room_below(const Look& look);

/// The lines of a panel's title.
std::vector<std::string> panel_title(const Panel& panel, double width, const Look& look);

/// Draws axes and everything between them; nothing reaches out of the frame.
void draw_panel(Page& page, const Panel& panel, const Frame& frame, const Look& look);

/// The parts of a line within the axes of a panel, on the page.
std::vector<std::vector<Point>> within(const std::vector<Point>& points, const Panel& panel, const Frame& frame);

}  // namespace ibtr::figure
