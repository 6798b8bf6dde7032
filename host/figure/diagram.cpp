#include "figure/diagram.hpp"

#include <fmt/format.h>

namespace ibtr::figure {

Picture diagram(const std::string& graph, Format format, const Look& look, const Description& description) {
    constexpr double mm_per_inch = 25.4;
    const char* kind = format == Format::svg ? "-Tsvg:cairo" : format == Format::pdf ? "-Tpdf" : "-Tpng:cairo";
    Picture drawn =
        picture_by("dot",
                   {kind, fmt::format("-Gsize={:.3f},12", look.width_mm / mm_per_inch), "-Gdpi=300",
                    "-Gfontname=DejaVu Sans", "-Nfontname=DejaVu Sans", "-Efontname=DejaVu Sans",
                    fmt::format("-Nfontsize={}", look.font_pt), fmt::format("-Efontsize={}", 0.85 * look.font_pt)},
                   graph, format, "graphviz");
    if (format != Format::svg || drawn.bytes.empty()) return drawn;
    // Graphviz names no picture: title and description come right after the opening tag.
    const std::size_t open = drawn.bytes.find("<svg "), end = drawn.bytes.find('>', open);
    if (open == std::string::npos || end == std::string::npos) return drawn;
    const std::string named = svg_text(Page(1), description);
    const std::size_t title = named.find("<title>"), after = named.find("</desc>");
    drawn.bytes.insert(end + 1, "\n" + named.substr(title, after + std::string("</desc>").size() - title));
    drawn.bytes.insert(open + 5, "role=\"img\" ");
    return drawn;
}

}  // namespace ibtr::figure
