#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "figure/curves.hpp"
#include "figure/key.hpp"
#include "figure/outcome_words.hpp"
#include "figure/panel.hpp"
#include "figure/text_width.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// The palette is viridis (Smith and van der Walt), even to the eye and in grey.
std::string viridis(double place) {
    constexpr std::array<std::array<double, 3>, 6> stops{
        {{68, 1, 84}, {65, 68, 135}, {42, 120, 142}, {34, 168, 132}, {122, 209, 81}, {253, 231, 37}}};
    const double scaled = std::clamp(place, 0.0, 1.0) * (stops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(scaled), stops.size() - 2);
    const double share = scaled - static_cast<double>(below);
    std::array<int, 3> rgb{};
    for (std::size_t c = 0; c < rgb.size(); ++c)
        rgb.at(c) =
            static_cast<int>(std::lround(stops.at(below).at(c) * (1 - share) + stops.at(below + 1).at(c) * share));
    return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

/// Borders of cells around the values of a parameter: half-way between, and as far outside.
std::vector<double> borders_of(const std::vector<double>& values) {
    if (values.size() == 1) return {values[0] - 0.5, values[0] + 0.5};
    std::vector<double> borders{values[0] - (values[1] - values[0]) / 2};
    for (std::size_t i = 1; i < values.size(); ++i) borders.push_back((values[i - 1] + values[i]) / 2);
    borders.push_back(values.back() + (values.back() - values[values.size() - 2]) / 2);
    return borders;
}

/// The outcome over both parameters.
struct Grid {
    std::string first, second, best_column;
    std::vector<double> first_values, second_values, outcome;  ///< outcome[i * second_values.size() + j]
    std::vector<std::string> best;

    [[nodiscard]] std::size_t at(std::size_t i, std::size_t j) const { return i * second_values.size() + j; }
};

Grid grid_of(const Rows& rows, std::size_t first_row) {
    Grid grid;
    const std::vector<std::string>& header = rows.header();
    const auto measure = std::find(header.begin(), header.end(), "measure");
    if (header.end() - measure < 4) throw UsageError("two_way.csv has no two parameters");
    grid.first = *(measure + 1), grid.second = *(measure + 2);
    if (header.back().starts_with("best_by_")) grid.best_column = header.back();
    const auto add = [](std::vector<double>& values, double value) {
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    };
    for (const std::size_t row : rows_like(rows, first_row)) {
        add(grid.first_values, rows.number(row, grid.first));
        add(grid.second_values, rows.number(row, grid.second));
        grid.outcome.push_back(rows.number(row, "estimate"));
        grid.best.push_back(grid.best_column.empty() ? "" : rows.text(row, grid.best_column));
    }
    if (grid.outcome.size() != grid.first_values.size() * grid.second_values.size())
        throw UsageError("two_way.csv is no whole grid");
    return grid;
}

/// Between cells where another strategy is the best, and, where no ranking is known, where the outcome changes sign.
bool decides_otherwise(const Grid& grid, std::size_t a, std::size_t b) {
    if (!grid.best_column.empty()) return grid.best[a] != grid.best[b];
    return (grid.outcome[a] < 0) != (grid.outcome[b] < 0);
}

double draw_cells(Page& page, const Grid& grid, const Panel& panel, const Frame& frame, double low, double high) {
    const std::vector<double> x = borders_of(grid.first_values), y = borders_of(grid.second_values);
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        for (std::size_t j = 0; j + 1 < y.size(); ++j) {
            const double value = grid.outcome[grid.at(i, j)];
            if (std::isfinite(value))
                page.rectangle(frame.x_of(panel, x[i]), frame.y_of(panel, y[j + 1]), frame.x_of(panel, x[i + 1]) + 0.15,
                               frame.y_of(panel, y[j]) + 0.15, viridis((value - low) / (high - low)));
        }
    const Stroke halo{"#ffffff", 2.6, {}}, border{"#000000", 1.3, {}};
    for (const Stroke& stroke : {halo, border})
        for (std::size_t i = 0; i + 1 < x.size(); ++i)
            for (std::size_t j = 0; j + 1 < y.size(); ++j) {
                if (i + 2 < x.size() && decides_otherwise(grid, grid.at(i, j), grid.at(i + 1, j)))
                    page.line({{frame.x_of(panel, x[i + 1]), frame.y_of(panel, y[j])},
                               {frame.x_of(panel, x[i + 1]), frame.y_of(panel, y[j + 1])}},
                              stroke);
                if (j + 2 < y.size() && decides_otherwise(grid, grid.at(i, j), grid.at(i, j + 1)))
                    page.line({{frame.x_of(panel, x[i]), frame.y_of(panel, y[j + 1])},
                               {frame.x_of(panel, x[i + 1]), frame.y_of(panel, y[j + 1])}},
                              stroke);
            }
    return x.front();
}

/// The best strategy's name in the middle of its cells, white on black or black on white as reads better.
void name_regions(Page& page, const Material& material, const Grid& grid, const Panel& panel, const Frame& frame) {
    if (grid.best_column.empty()) return;
    std::vector<std::string> names;
    for (const std::string& best : grid.best)
        if (std::find(names.begin(), names.end(), best) == names.end()) names.push_back(best);
    const Look& look = material.request.look;
    for (const std::string& name : names) {
        Point sum;
        double count = 0;
        for (std::size_t i = 0; i < grid.first_values.size(); ++i)
            for (std::size_t j = 0; j < grid.second_values.size(); ++j)
                if (grid.best[grid.at(i, j)] == name)
                    sum = {sum.x + grid.first_values[i], sum.y + grid.second_values[j]}, count += 1;
        const std::vector<std::string> lines = wrapped("Best: " + material.names.label(Names::Of::strategy, name),
                                                       0.4 * frame.width() / look.small_pt(), 3);
        double widest = 0;
        for (const std::string& line : lines) widest = std::max(widest, text_width(line) * look.small_pt());
        const double half = widest / 2 + 3, height = static_cast<double>(lines.size()) * look.line_height();
        const double x = std::clamp(frame.x_of(panel, sum.x / count), frame.left + half, frame.right - half),
                     y = std::clamp(frame.y_of(panel, sum.y / count), frame.top + height / 2 + 3,
                                    frame.bottom - height / 2 - 3);
        page.rectangle(x - half, y - height / 2 - 1, x + half, y + height / 2 + 1, "#ffffff", 0.85);
        for (std::size_t k = 0; k < lines.size(); ++k)
            page.text({x, y - height / 2 + (static_cast<double>(k) + 0.5) * look.line_height()}, lines[k],
                      {look.small_pt(), Align::centre, "#000000", false});
    }
}

void draw_colour_bar(Page& page, const Axis& axis, const Frame& frame, const Look& look) {
    const double left = frame.right + 14, right = left + 10;
    constexpr int steps = 60;
    for (int k = 0; k < steps; ++k)
        page.rectangle(left, frame.bottom - frame.height() * (k + 1) / steps - 0.15, right,
                       frame.bottom - frame.height() * k / steps, viridis((k + 0.5) / steps));
    double widest = 0;
    for (const Tick& tick : axis.ticks) {
        const double y = frame.bottom - frame.height() * axis.place(tick.at);
        page.line({{right, y}, {right + 2.5, y}}, {frame_colour, 0.7, {}});
        page.text({right + 5, y}, tick.label, {look.small_pt(), Align::left, "#000000", false});
        widest = std::max(widest, text_width(tick.label) * look.small_pt());
    }
    const std::vector<std::string> lines = wrapped(axis.title, frame.height() / look.small_pt(), 3);
    for (std::size_t i = 0; i < lines.size(); ++i)
        page.text(
            {right + 8 + widest + (static_cast<double>(i) + 0.6) * look.line_height(), (frame.top + frame.bottom) / 2},
            lines[i], {look.small_pt(), Align::centre, "#000000", true});
}

}  // namespace

Figure two_way(const Material& material) {
    const Rows rows = material.files.table("two_way.csv", "`ibtr sensitivity --method two-way --vary A,B`");
    if (rows.size() == 0) throw UsageError(material.files.path().string() + ": two_way.csv is empty");
    const std::size_t first = first_row_of(rows, only_endpoint(material.request));
    const Grid grid = grid_of(rows, first);
    const Look& look = material.request.look;
    const std::string outcome = outcome_in_words(material, rows, first);
    const auto axis = [&](const std::string& parameter, const std::vector<double>& values) {
        const std::vector<double> borders = borders_of(values);
        return even_axis(sentence_case(material.names.label(Names::Of::parameter, parameter)), borders.front(),
                         borders.back(), 6);
    };
    Panel panel;
    panel.grid = false;
    panel.x = axis(grid.first, grid.first_values);
    panel.y = axis(grid.second, grid.second_values);
    double low = undefined, high = undefined;
    for (const double value : grid.outcome) low = std::fmin(low, value), high = std::fmax(high, value);
    const Axis colours = even_axis(outcome, low, high, 6);

    Page page(look.width_pt());
    double widest = 0;
    for (const Tick& tick : colours.ticks) widest = std::max(widest, text_width(tick.label) * look.small_pt());
    const double bar_room = 14 + 10 + 8 + widest + 3.2 * look.line_height();
    const double right = page.width() - margin_pt - bar_room, top = 0.8 * look.font_pt;
    const auto height_from = [&](double left) { return 0.75 * (right - left); };
    const double left =
        margin_pt + axis_room_left(panel, look, [&](double room) { return height_from(margin_pt + room); });
    const Frame frame{left, top, right, top + height_from(left)};
    draw_cells(page, grid, panel, frame, colours.low, colours.high);
    draw_panel(page, panel, frame, look);
    name_regions(page, material, grid, panel, frame);
    draw_colour_bar(page, colours, frame, look);
    page.reach(frame.bottom + axis_room_below(look) + margin_pt);

    CsvText csv(fmt::format("{},{},estimate,best\n", grid.first, grid.second));
    for (std::size_t i = 0; i < grid.first_values.size(); ++i)
        for (std::size_t j = 0; j < grid.second_values.size(); ++j)
            csv.row(grid.first_values[i], grid.second_values[j], grid.outcome[grid.at(i, j)], grid.best[grid.at(i, j)]);
    const std::string title = fmt::format("{} over {} and {}", outcome, panel.x.title, panel.y.title);
    return {
        std::move(page), title,
        fmt::format("{}. A cell is one pair of values, of which the outcome is said by its colour; the black line "
                    "parts cells where {}. {}",
                    title, grid.best_column.empty() ? "the outcome changes sign" : "another strategy is the best",
                    provenance_without_draws(material, "none where solved exactly", "two parameters alone are moved")),
        csv.take()};
}

}  // namespace ibtr::figure
