#include "figure/chart.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "figure/key.hpp"
#include "figure/panel.hpp"
#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

/// A label at the end of a line: where the line ends, and where the label's middle is put.
struct EndLabel {
    const Series* series;
    std::vector<std::string> lines;
    double end = 0, middle = 0, height = 0;
};

/// The place of the last point of a line within the axes.
double end_of(const Series& series, const Panel& panel) {
    for (auto p = series.points.rbegin(); p != series.points.rend(); ++p)
        if (std::isfinite(p->y)) return std::clamp(panel.y.place(p->y), 0.0, 1.0);
    return 0;
}

std::vector<EndLabel> end_labels(const Panel& panel, double width, const Look& look) {
    std::vector<EndLabel> labels;
    for (const Series& series : panel.series) {
        if (series.label.empty()) continue;
        EndLabel label{&series, wrapped(series.label, width / look.font_pt, 4)};
        label.end = end_of(series, panel);
        label.height = static_cast<double>(label.lines.size()) * look.line_height() + 1.5;
        labels.push_back(std::move(label));
    }
    std::stable_sort(labels.begin(), labels.end(), [](const EndLabel& a, const EndLabel& b) { return a.end > b.end; });
    return labels;
}

double total_height(const std::vector<EndLabel>& labels) {
    return std::accumulate(labels.begin(), labels.end(), 0.0,
                           [](double sum, const EndLabel& label) { return sum + label.height; });
}

/// Moves labels, ordered from above, as little as keeps them apart and on the panel.
void spread(std::vector<EndLabel>& labels, const Frame& frame, double overhang) {
    double free_from = std::max(margin_pt / 2, frame.top - overhang);
    for (EndLabel& label : labels) {
        label.middle = std::max(frame.bottom - frame.height() * label.end, free_from + label.height / 2);
        free_from = label.middle + label.height / 2;
    }
    double free_to = frame.bottom + overhang;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->middle = std::min(label->middle, free_to - label->height / 2);
        free_to = label->middle - label->height / 2;
    }
}

void draw_end_labels(Page& page, std::vector<EndLabel> labels, const Frame& frame, const Look& look) {
    spread(labels, frame, look.line_height());
    constexpr double leader = 10;
    for (const EndLabel& label : labels) {
        const std::string colour = line_colour(label.series->rank);
        const double end = frame.bottom - frame.height() * label.end;
        page.line({{frame.right + 1, end}, {frame.right + leader, label.middle}}, {colour, 0.6, {}});
        const double first = label.middle - (static_cast<double>(label.lines.size()) - 1) * look.line_height() / 2;
        for (std::size_t i = 0; i < label.lines.size(); ++i)
            page.text({frame.right + leader + 2.5, first + static_cast<double>(i) * look.line_height()}, label.lines[i],
                      {look.font_pt, Align::left, text_colour(label.series->rank), false});
    }
}

/// Which columns of a table have room.
std::vector<std::size_t> columns_with_room(const Table& table, const Panel& panel, const Frame& frame,
                                           const Look& look) {
    double widest = 0;
    for (const TableBlock& block : table.blocks)
        for (const TableRow& row : block.rows)
            for (const std::string& cell : row.cells) widest = std::max(widest, text_width(cell) * look.small_pt());
    const auto fits = [&](std::size_t stride) {
        if (table.at.size() <= stride) return true;
        return frame.x_of(panel, table.at[stride]) - frame.x_of(panel, table.at[0]) >= widest + 0.8 * look.small_pt();
    };
    std::size_t stride = 1;
    while (!fits(stride)) ++stride;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.at.size(); c += stride) columns.push_back(c);
    return columns;
}

double draw_table(Page& page, const Table& table, const Panel& panel, const Frame& frame, double top,
                  const Look& look) {
    double y = top;
    const std::vector<std::size_t> columns = columns_with_room(table, panel, frame, look);
    for (const TableBlock& block : table.blocks) {
        for (const std::string& line :
             wrapped(block.heading, (page.width() - 2 * margin_pt - sample_pt - 6) / look.font_pt, 3)) {
            page.text({margin_pt, y + look.line_height() / 2}, line,
                      {look.font_pt, Align::left, text_colour(block.rank), false});
            y += look.line_height();
        }
        for (const TableRow& row : block.rows) {
            const double middle = y + look.line_height() / 2;
            page.text({margin_pt + 0.8 * look.font_pt, middle}, row.label,
                      {look.small_pt(), Align::left, "#000000", false});
            for (const std::size_t c : columns)
                page.text({frame.x_of(panel, table.at[c]), middle}, row.cells[c],
                          {look.small_pt(), Align::centre, "#000000", false});
            y += look.line_height();
        }
        y += 0.25 * look.line_height();
    }
    return y;
}

double table_room_left(const Table& table, const Look& look) {
    double widest = 0, first_cell = 0;
    for (const TableBlock& block : table.blocks)
        for (const TableRow& row : block.rows) {
            widest = std::max(widest, text_width(row.label));
            first_cell = std::max(first_cell, text_width(row.cells.front()));
        }
    return 1.6 * look.font_pt + (widest + first_cell / 2) * look.small_pt();
}

/// Room above a panel for its title.
double room_above(const std::vector<Panel>& panels, double width, const Look& look) {
    std::size_t lines = 0;
    for (const Panel& panel : panels)
        if (!panel.title.empty()) lines = std::max(lines, panel_title(panel, width, look).size());
    return 0.7 * look.font_pt + static_cast<double>(lines) * look.line_height();
}

Page single_panel(const Chart& chart, const Look& look) {
    const Panel& panel = chart.panels.front();
    Page page(look.width_pt());
    const double label_width = 0.27 * page.width();
    std::vector<EndLabel> labels = chart.ends_labelled ? end_labels(panel, label_width, look) : std::vector<EndLabel>{};
    double widest = 0;
    for (const EndLabel& label : labels)
        for (const std::string& line : label.lines) widest = std::max(widest, text_width(line) * look.font_pt);
    const double labels_room = widest + 14;
    const auto left_of = [&](double axis_room) {
        return margin_pt + std::max(axis_room, chart.table ? table_room_left(*chart.table, look) : 0);
    };
    const double left = left_of(axis_room_left(panel, look, [&](double axis_room) {
        return chart.aspect * (page.width() - margin_pt - labels_room - left_of(axis_room));
    }));
    const double last_tick = panel.x.ticks.empty() ? 0 : text_width(panel.x.ticks.back().label) * look.small_pt() / 2;
    const auto frame_with = [&](double right_room) {
        const double right = page.width() - margin_pt - right_room, top = room_above(chart.panels, right - left, look);
        return Frame{left, top, right, top + chart.aspect * (right - left)};
    };
    Frame frame = frame_with(labels_room);
    frame.bottom = std::max(frame.bottom, frame.top + std::min(total_height(labels), 0.55 * page.width()));
    if (labels.empty() || total_height(labels) > frame.height() + look.line_height()) {
        labels.clear();
        frame = frame_with(std::max(last_tick, 4.0));
    }
    draw_panel(page, panel, frame, look);
    double y = frame.bottom + axis_room_below(look) + 0.6 * look.line_height();
    if (labels.empty() && !key_of(chart).empty()) y = draw_key(page, key_of(chart), y, look) + 0.4 * look.line_height();
    draw_end_labels(page, std::move(labels), frame, look);
    if (chart.table) y = draw_table(page, *chart.table, panel, frame, y, look);
    page.reach(y + margin_pt - 0.4 * look.line_height());
    return page;
}

Page panels_side_by_side(const Chart& chart, const Look& look) {
    Page page(look.width_pt());
    constexpr double least_panel_ems = 20;
    const auto most =
        static_cast<std::size_t>(std::max(1.0, std::floor(page.width() / (least_panel_ems * look.font_pt))));
    const std::size_t count = chart.panels.size(), by_look = count == 2 || count == 4 ? 2 : 3,
                      columns = std::min({most, by_look, count});
    const double cell = (page.width() - margin_pt) / static_cast<double>(columns);
    const double aspect = std::max(chart.aspect, 0.75);
    const auto width_beside = [&](double axis_room) { return cell - axis_room - margin_pt - 6; };
    double left = 0;
    for (const Panel& panel : chart.panels)
        left = std::max(left, axis_room_left(panel, look, [&](double room) { return aspect * width_beside(room); }));
    double y = 0;
    for (std::size_t first = 0; first < count; first += columns) {
        const double width = width_beside(left), above = room_above(chart.panels, width, look), height = aspect * width;
        for (std::size_t k = first; k < std::min(first + columns, count); ++k) {
            const double x = margin_pt + cell * static_cast<double>(k - first) + left;
            draw_panel(page, chart.panels[k], {x, y + above, x + width, y + above + height}, look);
        }
        y += above + height + axis_room_below(look) + 0.5 * look.line_height();
    }
    page.reach(draw_key(page, key_of(chart), y, look) + margin_pt);
    return page;
}

}  // namespace

Page lay_out(const Chart& chart, const Look& look) {
    return chart.panels.size() == 1 ? single_panel(chart, look) : panels_side_by_side(chart, look);
}

}  // namespace ibtr::figure
