#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <optional>

#include "figure/formats.hpp"
#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr double points_per_inch = 72;
/// How far gnuplot puts a label's baseline below its place, in parts of its size.
constexpr double label_drop = 0.375;

/// Cuts a line into its dashes: gnuplot's own differ between its terminals.
std::vector<std::vector<Point>> dashes_of(const std::vector<Point>& line, const std::vector<double>& pattern) {
    if (pattern.empty()) return {line};
    std::vector<std::vector<Point>> dashes{{line.front()}};
    std::size_t part = 0;
    double left = pattern.front();
    for (std::size_t i = 1; i < line.size(); ++i) {
        Point from = line[i - 1];
        double length = std::hypot(line[i].x - from.x, line[i].y - from.y);
        while (length > left) {
            const Point at{from.x + (line[i].x - from.x) * left / length,
                           from.y + (line[i].y - from.y) * left / length};
            if (part % 2 == 0)
                dashes.back().push_back(at);
            else
                dashes.push_back({at});
            length -= left;
            from = at;
            part = (part + 1) % pattern.size();
            left = pattern[part];
        }
        left -= length;
        if (part % 2 == 0) dashes.back().push_back(line[i]);
    }
    std::erase_if(dashes, [](const std::vector<Point>& dash) { return dash.size() < 2; });
    return dashes;
}

/// Outline of a disc: a regular polygon of the same area.
std::vector<Point> disc_outline(const Point& centre, double radius) {
    const int corners = radius < 1.2 ? 10 : 24;
    const double step = 2 * std::numbers::pi / corners;
    const double reach = radius * std::sqrt(step / std::sin(step));
    std::vector<Point> outline;
    for (int i = 0; i <= corners; ++i)
        outline.push_back({centre.x + reach * std::cos(i * step), centre.y + reach * std::sin(i * step)});
    return outline;
}

/// Whether a line is one stretch along an axis of the page.
bool is_level(const std::vector<Point>& line) {
    return line.size() == 2 && (line[0].x == line[1].x || line[0].y == line[1].y);
}

/// Outline of a level line of some width, which does not reach beyond its ends.
std::vector<Point> outline_of(const std::vector<Point>& line, double width) {
    const Point from{std::min(line[0].x, line[1].x), std::min(line[0].y, line[1].y)},
        to{std::max(line[0].x, line[1].x), std::max(line[0].y, line[1].y)};
    const double x = from.x == to.x ? width / 2 : 0, y = from.x == to.x ? 0 : width / 2;
    return {{from.x - x, from.y - y}, {to.x + x, from.y - y}, {to.x + x, to.y + y}, {from.x - x, to.y + y}};
}

/// Writes blocks of data and the elements of one plot command that draws them in turn; texts are labels before it.
class GnuplotWriter {
public:
    explicit GnuplotWriter(Format format) : format_(format) {}
    [[nodiscard]] std::string take() const {
        return fmt::to_string(labels_) + fmt::to_string(data_) + "plot " + fmt::to_string(plot_) + "\n";
    }

    void operator()(const LineItem& line) {
        const std::vector<std::vector<Point>> dashes = dashes_of(line.points, line.stroke.dash);
        // The terminal of PNG puts the ends of a line on whole dots but not its beginning, which makes that slanting.
        if (format_ == Format::png && std::all_of(dashes.begin(), dashes.end(), is_level)) {
            begin_block();
            for (const std::vector<Point>& dash : dashes) put_points(outline_of(dash, line.stroke.width_pt));
            end_block(filled(line.stroke.colour, 1));
            return;
        }
        begin_block();
        for (const std::vector<Point>& dash : dashes) put_points(dash);
        end_block(fmt::format("lines linewidth {:.3f} linecolor rgb '{}'", line.stroke.width_pt, line.stroke.colour));
    }
    void operator()(const AreaItem& area) {
        begin_block();
        put_points(area.outline);
        end_block(filled(area.colour, area.opacity));
    }
    void operator()(const DiscItem& discs) {
        begin_block();
        for (const Point& centre : discs.centres) put_points(disc_outline(centre, discs.radius));
        end_block(filled(discs.colour, 1));
    }
    /// The terminal of PNG rounds the width of every letter to whole dots: each is put where it belongs.
    void operator()(const TextItem& item) {
        const std::optional<Typeset> set = format_ == Format::png ? typeset(item.text) : std::nullopt;
        if (!set) return put_label(item);
        const TextStyle& style = item.style;
        const double before = style.align == Align::left    ? 0
                              : style.align == Align::right ? set->width
                                                            : set->width / 2;
        for (const Letter& letter : set->letters) {
            TextItem alone{item.at, letter.text, style};
            const double along = (letter.at - before) * style.size_pt;
            (style.upwards ? alone.at.y : alone.at.x) += style.upwards ? -along : along;
            alone.style.align = Align::left;
            put_label(alone);
        }
    }

private:
    void put_label(const TextItem& item) {
        const TextStyle& style = item.style;
        const char* align = style.align == Align::left ? "left" : style.align == Align::right ? "right" : "center";
        const double rise = label_drop * style.size_pt;
        fmt::format_to(
            std::back_inserter(labels_), "set label {} at {:.3f},{:.3f} {}{} front font ',{:.3f}' textcolor rgb '{}'\n",
            gnuplot_string(item.text), item.at.x - (style.upwards ? rise : 0), item.at.y - (style.upwards ? 0 : rise),
            align, style.upwards ? " rotate by 90" : "", style.size_pt, style.colour);
    }
    static std::string filled(const std::string& colour, double opacity) {
        return fmt::format("filledcurves closed fillstyle {} noborder linecolor rgb '{}'",
                           opacity < 1 ? fmt::format("transparent solid {:.3f}", opacity) : "solid 1", colour);
    }
    void begin_block() { fmt::format_to(std::back_inserter(data_), "$d{} << EOD\n", ++blocks_); }
    /// An empty line ends a line or an outline.
    void put_points(const std::vector<Point>& points) {
        for (const Point& p : points) fmt::format_to(std::back_inserter(data_), "{:.3f} {:.3f}\n", p.x, p.y);
        fmt::format_to(std::back_inserter(data_), "\n");
    }
    void end_block(const std::string& how) {
        fmt::format_to(std::back_inserter(data_), "EOD\n");
        fmt::format_to(std::back_inserter(plot_), "{}$d{} using 1:2 with {} notitle", blocks_ == 1 ? "" : ", \\\n",
                       blocks_, how);
    }

    Format format_;
    fmt::memory_buffer labels_, data_, plot_;
    std::size_t blocks_ = 0;
};

/// A terminal counts in points of a PDF or dots of a PNG. Its fonts are of 96 an inch; a line of width 1 is half a
/// point in a PDF.
std::string terminal(Format format, double width, double height) {
    constexpr double rounding = 1e-4;  // pdfcairo cuts to whole points
    if (format == Format::pdf)
        return fmt::format("pdfcairo size {:.7f}in,{:.7f}in fontscale 0.75 linewidth 2",
                           (width + rounding) / points_per_inch, (height + rounding) / points_per_inch);
    constexpr double dots_per_point = png_dots_per_inch / points_per_inch;
    return fmt::format("pngcairo size {:.0f},{:.0f} fontscale {:.4f} linewidth {:.4f}", width, height,
                       0.75 * dots_per_point, dots_per_point);
}

}  // namespace

std::string gnuplot_program(const Page& page, Format format) {
    const double unit = format == Format::png ? points_per_inch / png_dots_per_inch : 1;
    const double width = std::ceil(page.width() / unit), height = std::ceil(page.height() / unit);
    GnuplotWriter writer(format);
    // Something is always plotted, and the paper is white in every viewer.
    writer(AreaItem{{{0, 0}, {page.width(), 0}, {page.width(), page.height()}, {0, page.height()}}, "#ffffff", 1});
    for (const Item& item : page.items()) std::visit(writer, item);
    // The terminals draw from half a unit within one edge to half a unit within the other.
    return fmt::format(
        "set encoding utf8\nset terminal {} noenhanced butt font 'DejaVu Sans,10' background rgb 'white'\n"
        "unset border\nunset tics\nunset key\nset lmargin at screen 0\nset rmargin at screen 1\n"
        "set tmargin at screen 1\nset bmargin at screen 0\nset xrange [{:.3f}:{:.3f}]\nset yrange [{:.3f}:{:.3f}]\n{}",
        terminal(format, width, height), unit / 2, (width - 0.5) * unit, (height - 0.5) * unit, unit / 2,
        writer.take());
}

std::string gnuplot_string(const std::string& text) {
    std::string quoted = "'";
    for (const char c : printable(text)) quoted += c == '\'' ? "’" : std::string(1, c);
    return quoted + "'";
}

}  // namespace ibtr::figure
