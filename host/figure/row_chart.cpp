#include "figure/row_chart.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "figure/panel.hpp"
#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr double column_gap_pt = 9;

/// Narrow columns have their titles on two lines.
std::vector<std::string> title_lines(const RowColumn& column) {
    return wrapped(column.title, column.wraps ? 20 : 9, 2);
}

/// Where columns and panels stand on the page, and which lines every cell has.
class RowLayout {
public:
    RowLayout(const RowChart& chart, const Look& look) : chart_(chart), look_(look) {
        const double page = look.width_pt() - 2 * margin_pt;
        double fixed = 0;
        std::vector<double> widths;
        for (std::size_t c = 0; c < chart.columns.size(); ++c) {
            double widest = 0;
            for (const std::string& line : title_lines(chart.columns[c])) widest = std::max(widest, text_width(line));
            for (const ChartRow& row : chart.rows) widest = std::max(widest, text_width(row.cells[c]));
            widths.push_back(widest * look.small_pt() + column_gap_pt);
            if (!chart.columns[c].wraps) fixed += widths.back();
        }
        const double least_panels = (chart.panels.size() > 1 || chart.columns.size() == 1 ? 0.45 : 0.3) * page;
        for (std::size_t c = 0; c < widths.size(); ++c)
            if (chart.columns[c].wraps)
                widths[c] = std::clamp(page - fixed - least_panels, std::min(widths[c], 0.2 * page), widths[c]);
        double x = margin_pt, after = look.width_pt() - margin_pt;
        for (std::size_t c = 0; c < widths.size(); ++c)
            if (chart.columns[c].after_panels) after -= widths[c];
        const double after_panels = after;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            double& place = chart.columns[c].after_panels ? after : x;
            const double text = widths[c] - column_gap_pt;
            const double shift = chart.columns[c].after_panels ? column_gap_pt : 0;
            left_.push_back(place + shift);
            width_.push_back(text);
            place += widths[c];
        }
        const auto count = static_cast<double>(chart.panels.size());
        const double gap = 3.2 * look.font_pt, room = (after_panels - x - gap * count) / count;
        for (std::size_t p = 0; p < chart.panels.size(); ++p) {
            const double start = x + gap / 2 + static_cast<double>(p) * (room + gap);
            panel_left_.push_back(start);
            panel_right_.push_back(start + room);
        }
    }

    [[nodiscard]] std::vector<std::string> lines(const ChartRow& row, std::size_t c) const {
        if (!chart_.columns[c].wraps) return {row.cells[c]};
        return wrapped(row.cells[c], width_[c] / look_.small_pt() + 0.01, 3);
    }
    [[nodiscard]] double text_x(std::size_t c) const {
        return left_[c] + (chart_.columns[c].align == Align::right    ? width_[c]
                           : chart_.columns[c].align == Align::centre ? width_[c] / 2
                                                                      : 0);
    }
    [[nodiscard]] double panel_left(std::size_t p) const { return panel_left_[p]; }
    [[nodiscard]] double panel_right(std::size_t p) const { return panel_right_[p]; }
    [[nodiscard]] double x_of(std::size_t p, double value) const {
        return panel_left_[p] + (panel_right_[p] - panel_left_[p]) * chart_.panels[p].x.place(value);
    }

private:
    const RowChart& chart_;
    const Look& look_;
    std::vector<double> left_, width_, panel_left_, panel_right_;
};

void draw_arrow_head(Page& page, double x, double y, double direction, const std::string& colour) {
    page.area({{x, y}, {x - direction * 4, y - 2.2}, {x - direction * 4, y + 2.2}}, colour);
}

void draw_shape(Page& page, const RowMark& mark, double x, double y, double low, double high) {
    const double half = mark.size_pt / 2;
    if (mark.shape == RowMark::Shape::disc) page.discs({{x, y}}, half, mark.colour);
    if (mark.shape == RowMark::Shape::square) page.rectangle(x - half, y - half, x + half, y + half, mark.colour);
    if (mark.shape == RowMark::Shape::diamond)
        page.area({{low, y}, {x, y - half}, {high, y}, {x, y + half}}, mark.colour);
    if (mark.hollow) page.rectangle(x - 0.6 * half, y - 0.6 * half, x + 0.6 * half, y + 0.6 * half, "#ffffff");
}

void draw_mark(Page& page, const RowMark& mark, const RowLayout& layout, const Axis& axis, double y) {
    const auto on_axis = [&](double value) { return layout.x_of(mark.panel, std::clamp(value, axis.low, axis.high)); };
    if (std::isfinite(mark.low) && std::isfinite(mark.high) && mark.shape != RowMark::Shape::diamond &&
        mark.high >= axis.low && mark.low <= axis.high) {
        page.line({{on_axis(mark.low), y}, {on_axis(mark.high), y}}, {mark.colour, mark.line_pt, {}});
        if (mark.low < axis.low) draw_arrow_head(page, on_axis(mark.low) - 2, y, -1, mark.colour);
        if (mark.high > axis.high) draw_arrow_head(page, on_axis(mark.high) + 2, y, 1, mark.colour);
    }
    if (std::isfinite(mark.at) && axis.holds(mark.at))
        draw_shape(page, mark, on_axis(mark.at), y, on_axis(mark.low), on_axis(mark.high));
    if (std::isfinite(mark.at) && !axis.holds(mark.at))
        draw_arrow_head(page, on_axis(mark.at) + (mark.at < axis.low ? -2 : 2), y, mark.at < axis.low ? -1 : 1,
                        mark.colour);
}

void draw_row_axis(Page& page, const RowPanel& panel, std::size_t p, const RowLayout& layout, double top, double bottom,
                   const Look& look) {
    const Frame frame{layout.panel_left(p), top, layout.panel_right(p), bottom};
    page.line({{frame.left, bottom}, {frame.right, bottom}}, {frame_colour, 0.7, {}});
    double free_from = 0;
    for (const Tick& tick : panel.x.ticks) {
        const double x = layout.x_of(p, tick.at), half = text_width(tick.label) * look.small_pt() / 2;
        page.line({{x, bottom}, {x, bottom + 2.5}}, {frame_colour, 0.7, {}});
        if (x - half < free_from) continue;
        page.text({x, bottom + 5 + 0.5 * look.small_pt()}, tick.label,
                  {look.small_pt(), Align::centre, "#000000", false});
        free_from = x + half + 0.5 * look.small_pt();
    }
    double y = bottom + 7.5 + 1.5 * look.small_pt();
    const double middle = (frame.left + frame.right) / 2;
    for (const std::string& line : wrapped(panel.x.title, (frame.width() + 2 * look.font_pt) / look.small_pt(), 8)) {
        page.text({middle, y}, line, {look.small_pt(), Align::centre, "#000000", false});
        y += 1.25 * look.small_pt();
    }
    const double half = frame.width() / 2 / look.small_pt() - 0.4;
    double side = y;
    for (const auto& [words, align, x] : {std::tuple{panel.low_words, Align::left, frame.left},
                                          std::tuple{panel.high_words, Align::right, frame.right}}) {
        double line_y = side;
        for (const std::string& line : wrapped(words, half, 5)) {
            page.text({x, line_y}, line, {look.small_pt(), align, grey, false});
            line_y += 1.25 * look.small_pt();
        }
        y = std::max(y, line_y);
    }
    page.reach(y);
}

/// @return where rows begin
double draw_column_titles(Page& page, const RowChart& chart, const RowLayout& layout, const Look& look) {
    std::size_t most = 0;
    for (const RowColumn& column : chart.columns) most = std::max(most, title_lines(column).size());
    const double first = 0.8 * look.font_pt;
    for (std::size_t c = 0; c < chart.columns.size(); ++c) {
        const std::vector<std::string> lines = title_lines(chart.columns[c]);
        for (std::size_t i = 0; i < lines.size(); ++i)
            page.text({layout.text_x(c), first + static_cast<double>(most - lines.size() + i) * 1.2 * look.small_pt()},
                      lines[i], {look.small_pt(), chart.columns[c].align, grey, false});
    }
    return first + static_cast<double>(most) * 1.2 * look.small_pt() + 2;
}

}  // namespace

Page lay_out(const RowChart& chart, const Look& look) {
    Page page(look.width_pt());
    const RowLayout layout(chart, look);
    const double line = 1.2 * look.small_pt(), top = draw_column_titles(page, chart, layout, look);
    std::vector<double> middles, bottoms;
    double y = top;
    for (const ChartRow& row : chart.rows) {
        std::size_t lines = 1;
        for (std::size_t c = 0; c < chart.columns.size(); ++c) lines = std::max(lines, layout.lines(row, c).size());
        if (row.apart) y += 0.5 * line;
        const double height = (static_cast<double>(lines) + 0.35) * line;
        middles.push_back(y + height / 2);
        y += height;
    }
    const double bottom = y + 0.3 * line;
    for (std::size_t p = 0; p < chart.panels.size(); ++p) {
        for (const Tick& tick : chart.panels[p].x.ticks)
            page.line({{layout.x_of(p, tick.at), top}, {layout.x_of(p, tick.at), bottom}}, {grid_colour, 0.4, {}});
        for (const Rule& rule : chart.panels[p].rules)
            if (chart.panels[p].x.holds(rule.at))
                page.line({{layout.x_of(p, rule.at), top}, {layout.x_of(p, rule.at), bottom}}, rule.stroke);
    }
    for (std::size_t r = 0; r < chart.rows.size(); ++r) {
        const ChartRow& row = chart.rows[r];
        for (const RowBar& bar : row.bars) {
            const Axis& axis = chart.panels[bar.panel].x;
            const double from = layout.x_of(bar.panel, std::clamp(bar.from, axis.low, axis.high)),
                         to = layout.x_of(bar.panel, std::clamp(bar.to, axis.low, axis.high));
            const double middle = middles[r] + bar.shift * line;
            page.rectangle(std::min(from, to), middle - 0.2 * line, std::max(from, to), middle + 0.2 * line,
                           bar.colour);
        }
        for (const RowMark& mark : row.marks)
            draw_mark(page, mark, layout, chart.panels[mark.panel].x, middles[r] + mark.shift * line);
        for (std::size_t c = 0; c < chart.columns.size(); ++c) {
            const std::vector<std::string> lines = layout.lines(row, c);
            for (std::size_t i = 0; i < lines.size(); ++i)
                page.text({layout.text_x(c),
                           middles[r] + (static_cast<double>(i) - static_cast<double>(lines.size() - 1) / 2) * line},
                          lines[i], {look.small_pt(), chart.columns[c].align, row.colour, false});
        }
    }
    for (std::size_t p = 0; p < chart.panels.size(); ++p)
        draw_row_axis(page, chart.panels[p], p, layout, top, bottom, look);
    y = draw_key(page, chart.key, page.height() + 0.3 * line, look) + 0.3 * line;
    for (const std::string& note : chart.notes)
        for (const std::string& text : wrapped(note, (page.width() - 2 * margin_pt) / look.small_pt(), 4)) {
            page.text({margin_pt, y + line / 2}, text, {look.small_pt(), Align::left, grey, false});
            y += line;
        }
    page.reach(y + margin_pt);
    return page;
}

}  // namespace ibtr::figure
