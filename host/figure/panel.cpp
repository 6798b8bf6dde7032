#include "figure/panel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr double tick_pt = 2.5, gap_pt = 2.5;

/// The part of a segment in the unit square (Liang and Barsky 1984). @return false where there is none
bool clip(Point& a, Point& b) {
    double from = 0, to = 1;
    const double dx = b.x - a.x, dy = b.y - a.y;
    for (const auto& [step, room] :
         {std::pair{-dx, a.x}, std::pair{dx, 1 - a.x}, std::pair{-dy, a.y}, std::pair{dy, 1 - a.y}}) {
        if (step == 0) {
            if (room < 0) return false;
        } else if (step < 0) {
            from = std::max(from, room / step);
        } else {
            to = std::min(to, room / step);
        }
    }
    if (from > to) return false;
    const Point start = a;
    a = {start.x + from * dx, start.y + from * dy};
    b = {start.x + to * dx, start.y + to * dy};
    return true;
}

constexpr std::size_t most_title_lines = 3;

std::vector<std::string> axis_title(const Panel& panel, double height, const Look& look) {
    return wrapped(panel.y.title, height / look.font_pt * 1.05, most_title_lines);
}

double room_left(const Panel& panel, const Look& look, std::size_t title_lines) {
    double widest = 0;
    for (const Tick& tick : panel.y.ticks) widest = std::max(widest, text_width(tick.label));
    const double title = panel.y.title.empty() ? 0 : static_cast<double>(title_lines) * look.line_height();
    return widest * look.small_pt() + tick_pt + 3 * gap_pt + title;
}

void draw_axes(Page& page, const Panel& panel, const Frame& frame, const Look& look) {
    const Stroke line{frame_colour, 0.7, {}};
    const TextStyle below{look.small_pt(), Align::centre, "#000000", false},
        beside{look.small_pt(), Align::right, "#000000", false};
    page.line({{frame.left, frame.top}, {frame.left, frame.bottom}, {frame.right, frame.bottom}}, line);
    double free_from = frame.left - frame.width();
    for (const Tick& tick : panel.x.ticks) {
        const double x = frame.x_of(panel, tick.at), half = text_width(tick.label) * look.small_pt() / 2;
        page.line({{x, frame.bottom}, {x, frame.bottom + tick_pt}}, line);
        if (x - half < free_from) continue;
        page.text({x, frame.bottom + tick_pt + gap_pt + 0.5 * look.small_pt()}, tick.label, below);
        free_from = x + half + 0.6 * look.small_pt();
    }
    for (const Tick& tick : panel.y.ticks) {
        const double y = frame.y_of(panel, tick.at);
        page.line({{frame.left - tick_pt, y}, {frame.left, y}}, line);
        page.text({frame.left - tick_pt - gap_pt, y}, tick.label, beside);
    }
    const double titles = frame.bottom + axis_room_below(look) - 0.6 * look.font_pt;
    page.text({(frame.left + frame.right) / 2, titles}, panel.x.title, {look.font_pt, Align::centre, "#000000", false});
    const std::vector<std::string> lines = axis_title(panel, frame.height(), look);
    const double left = frame.left - room_left(panel, look, lines.size()) + 0.6 * look.font_pt;
    for (std::size_t i = 0; i < lines.size(); ++i)
        page.text({left + static_cast<double>(i) * look.line_height(), (frame.top + frame.bottom) / 2}, lines[i],
                  {look.font_pt, Align::centre, "#000000", true});
    if (!panel.title.empty()) {
        const std::vector<std::string> title = panel_title(panel, frame.width(), look);
        for (std::size_t i = 0; i < title.size(); ++i)
            page.text({frame.left, frame.top - (static_cast<double>(title.size() - i) - 0.35) * look.line_height()},
                      title[i], {look.font_pt, Align::left, "#000000", false});
    }
}

void draw_band(Page& page, const std::vector<Limits>& band, const Panel& panel, const Frame& frame,
               const std::string& colour, double opacity) {
    std::vector<Point> outline;
    const auto add = [&](double x, double y) {
        const double low = panel.y.low, high = panel.y.high;
        outline.push_back(
            {frame.x_of(panel, std::clamp(x, panel.x.low, panel.x.high)), frame.y_of(panel, std::clamp(y, low, high))});
    };
    for (const Limits& at : band) add(at.x, at.low);
    for (auto at = band.rbegin(); at != band.rend(); ++at) add(at->x, at->high);
    page.area(std::move(outline), colour, opacity);
}

/// Moved aside by a fixed step, so that whiskers of several series at one place stay apart. @param reach of the last
/// one
void draw_whiskers(Page& page, const Series& series, double shift, double reach, const Panel& panel, const Frame& frame,
                   double cap) {
    const Stroke stroke{line_colour(series.rank), 0.9, {}};
    for (const Limits& at : series.whiskers) {
        const double back = std::max(0.0, frame.x_of(panel, at.x) + reach - frame.right);
        const double x = frame.x_of(panel, at.x) + shift - back;
        const double low = frame.y_of(panel, std::max(at.low, panel.y.low)),
                     high = frame.y_of(panel, std::min(at.high, panel.y.high));
        if (low < high) continue;
        page.line({{x, low}, {x, high}}, stroke);
        page.line({{x - cap, low}, {x + cap, low}}, stroke);
        page.line({{x - cap, high}, {x + cap, high}}, stroke);
    }
}

void draw_rules(Page& page, const Panel& panel, const Frame& frame, const Look& look) {
    for (const Rule& rule : panel.rules) {
        const Axis& axis = rule.vertical ? panel.x : panel.y;
        if (!axis.holds(rule.at)) continue;
        if (rule.vertical) {
            const double x = frame.x_of(panel, rule.at);
            page.line({{x, frame.top}, {x, frame.bottom}}, rule.stroke);
            page.text({x + 3, frame.top + 0.6 * look.font_pt}, rule.label,
                      {look.small_pt(), Align::left, rule.stroke.colour, false});
        } else {
            const double y = frame.y_of(panel, rule.at);
            page.line({{frame.left, y}, {frame.right, y}}, rule.stroke);
            page.text({frame.right, y - 0.7 * look.small_pt()}, rule.label,
                      {look.small_pt(), Align::right, rule.stroke.colour, false});
        }
    }
}

void draw_series(Page& page, const Panel& panel, const Frame& frame, const Look& look) {
    constexpr double band_opacity = 0.16;
    for (const Series& series : panel.series)
        draw_band(page, series.band, panel, frame, line_colour(series.rank), band_opacity);
    const auto count = static_cast<double>(panel.series.size());
    const double cap = 0.14 * look.font_pt, aside = std::min(0.45 * look.font_pt, 3 * look.font_pt / count);
    double shift = -aside * (count - 1) / 2;
    for (const Series& series : panel.series) {
        draw_whiskers(page, series, shift, aside * (count - 1) / 2, panel, frame, cap);
        shift += aside;
    }
    for (const Series& series : panel.series)
        for (std::vector<Point>& part : within(series.points, panel, frame)) page.line(std::move(part), series.line());
}

void draw_marks(Page& page, const Panel& panel, const Frame& frame, bool behind) {
    for (const Marks& marks : panel.marks) {
        if (marks.behind != behind) continue;
        std::vector<Point> centres;
        for (const Point& p : marks.points)
            if (panel.x.holds(p.x) && panel.y.holds(p.y))
                centres.push_back({frame.x_of(panel, p.x), frame.y_of(panel, p.y)});
        page.discs(std::move(centres), marks.radius_pt, marks.fill());
    }
}

}  // namespace

double axis_room_left(const Panel& panel, const Look& look, const std::function<double(double)>& height_beside) {
    std::size_t lines = 1;
    while (lines < most_title_lines &&
           axis_title(panel, height_beside(room_left(panel, look, lines)), look).size() > lines)
        ++lines;
    return room_left(panel, look, lines);
}

double axis_room_below(const Look& look) {
    return tick_pt + gap_pt + look.small_pt() + 2 * gap_pt + look.font_pt;
}

std::vector<std::string> panel_title(const Panel& panel, double width, const Look& look) {
    constexpr std::size_t most_lines = 5;
    return wrapped(panel.title, width / look.font_pt, most_lines);
}

std::vector<std::vector<Point>> within(const std::vector<Point>& points, const Panel& panel, const Frame& frame) {
    std::vector<std::vector<Point>> parts;
    const auto on_page = [&](const Point& p) {
        return Point{frame.left + p.x * frame.width(), frame.bottom - p.y * frame.height()};
    };
    bool joined = false;
    for (std::size_t i = 1; i < points.size(); ++i) {
        Point a{panel.x.place(points[i - 1].x), panel.y.place(points[i - 1].y)},
            b{panel.x.place(points[i].x), panel.y.place(points[i].y)};
        const Point end = b;
        const bool finite = std::isfinite(a.x) && std::isfinite(a.y) && std::isfinite(b.x) && std::isfinite(b.y);
        if (!finite || !clip(a, b)) {
            joined = false;
            continue;
        }
        if (!joined) parts.push_back({on_page(a)});
        parts.back().push_back(on_page(b));
        joined = b.x == end.x && b.y == end.y;
    }
    return parts;
}

void draw_panel(Page& page, const Panel& panel, const Frame& frame, const Look& look) {
    for (const Layer& layer : panel.layers) draw_band(page, layer.extent, panel, frame, line_colour(layer.rank), 0.55);
    if (panel.grid && panel.layers.empty())
        for (const Tick& tick : panel.y.ticks) {
            const double y = frame.y_of(panel, tick.at);
            page.line({{frame.left, y}, {frame.right, y}}, {grid_colour, 0.5, {}});
        }
    draw_axes(page, panel, frame, look);
    draw_rules(page, panel, frame, look);
    draw_marks(page, panel, frame, true);
    draw_series(page, panel, frame, look);
    draw_marks(page, panel, frame, false);
}

}  // namespace ibtr::figure
