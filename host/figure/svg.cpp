#include <fmt/format.h>

#include <iterator>

#include "figure/formats.hpp"
#include "figure/text_width.hpp"

namespace ibtr::figure {
namespace {

constexpr double mm_per_pt = 25.4 / 72;

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string number(double value) {
    std::string text = fmt::format("{:.2f}", value);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string path_of(const std::vector<Point>& points) {
    std::string path;
    for (const Point& p : points) path += (path.empty() ? "M" : " ") + number(p.x) + "," + number(p.y);
    return path;
}

/// Writes one item after another.
class SvgWriter {
public:
    [[nodiscard]] std::string take() { return fmt::to_string(text_); }

    void operator()(const LineItem& line) {
        std::string dash;
        for (const double length : line.stroke.dash) dash += (dash.empty() ? "" : ",") + number(length);
        put(R"(<path d="{}" fill="none" stroke="{}" stroke-width="{}"{}/>)"
            "\n",
            path_of(line.points), line.stroke.colour, number(line.stroke.width_pt),
            dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"");
    }
    void operator()(const AreaItem& area) {
        put(R"(<path d="{}Z" fill="{}"{}/>)"
            "\n",
            path_of(area.outline), area.colour,
            area.opacity < 1 ? " fill-opacity=\"" + number(area.opacity) + "\"" : "");
    }
    void operator()(const DiscItem& discs) {
        put("<g fill=\"{}\">", discs.colour);
        for (const Point& at : discs.centres)
            put(R"(<circle cx="{}" cy="{}" r="{}"/>)", number(at.x), number(at.y), number(discs.radius));
        put("</g>\n");
    }
    void operator()(const TextItem& item) {
        const TextStyle& style = item.style;
        const char* anchor = style.align == Align::left ? "start" : style.align == Align::right ? "end" : "middle";
        const std::string x = number(item.at.x), y = number(item.at.y);
        put(R"(<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>)"
            "\n",
            x, y, number(style.size_pt), anchor, style.colour,
            style.upwards ? fmt::format(" transform=\"rotate(-90 {} {})\"", x, y) : "", escaped(item.text));
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    }
    fmt::memory_buffer text_;
};

}  // namespace

std::string svg_text(const Page& page, const Description& description) {
    SvgWriter writer;
    for (const Item& item : page.items()) std::visit(writer, item);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" "
        "font-family=\"'DejaVu Sans', Verdana, sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
        number(page.width() * mm_per_pt), number(page.height() * mm_per_pt), number(page.width()),
        number(page.height()), escaped(description.title), escaped(description.text), writer.take());
}

}  // namespace ibtr::figure
