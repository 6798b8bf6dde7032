#include "figure/page.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "figure/chart.hpp"
#include "figure/diagram.hpp"
#include "figure/formats.hpp"

namespace ibtr::figure::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Page page_with(const std::string& text) {
    Page page(100);
    page.text({10, 10}, text, {8, Align::left, "#000000", false});
    page.line({{0, 0}, {100, 50}}, {"#0072B2", 1, {}});
    page.reach(50);
    return page;
}

// Every markup character of a text is escaped: what is between tags holds none.
TEST(Svg, ATextStaysText) {
    const std::string hostile = "]]><script>alert('x')</script> & \"quoted\" \x02";
    const std::string svg = svg_text(page_with(hostile), {hostile, hostile});
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, HasSubstr("]]&gt;&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;quoted&quot;"));
    EXPECT_EQ(svg.find('\x02'), std::string::npos);
}

TEST(Svg, SaysWhatItIsAndItsSizeInMillimetres) {
    const std::string svg = svg_text(page_with("x"), {"Survival", "All women"});
    EXPECT_THAT(svg, HasSubstr("<title>Survival</title>\n<desc>All women</desc>"));
    EXPECT_THAT(svg, HasSubstr("role=\"img\""));
    EXPECT_THAT(svg, HasSubstr("width=\"35.28mm\" height=\"17.64mm\" viewBox=\"0 0 100 50\""));
}

// Digits and capitals of DejaVu Sans are 0.729 of their size high; their baseline is just beyond a dot of 150 an inch,
// the nearest to where it belongs.
TEST(Page, ABaselineIsOnADot) {
    constexpr double dot = 72.0 / 150, beyond = 0.02;
    for (const double size : {7.0, 7.2, 8.0, 11.0})
        for (const double place : {10.0, 10.1, 33.3, 401.77})
            for (const bool upwards : {false, true}) {
                Page page(500);
                page.text({place, place}, "0", {size, Align::left, "#000000", upwards});
                const Point at = std::get<TextItem>(page.items().front()).at;
                const double baseline = upwards ? at.x : at.y, along = upwards ? at.y : at.x;
                EXPECT_NEAR((baseline - beyond) / dot, std::round((baseline - beyond) / dot), 1e-9);
                EXPECT_NEAR(baseline - beyond, place + 0.3645 * size, dot / 2 + 1e-9);
                EXPECT_EQ(along, place);
            }
}

// The terminals put a point at 0.5 + x (n - 1) / n of their n units: with half a unit less at both ends a unit of the
// page is a unit of the picture. A PNG of 600 dots an inch has 834 dots for 100 points.
TEST(Gnuplot, APageFillsItsPicture) {
    const Page page = page_with("x");
    EXPECT_THAT(gnuplot_program(page, Format::pdf), HasSubstr("set xrange [0.500:99.500]\nset yrange [49.500:0.500]"));
    const std::string png = gnuplot_program(page, Format::png);
    EXPECT_THAT(png, HasSubstr("size 834,417 "));
    EXPECT_THAT(png, HasSubstr("set xrange [0.060:100.020]\nset yrange [49.980:0.060]"));
}

// In a PNG each letter stands where the font puts it: after A at 1401 - 131 units of 2048 a V, whose width is 1401 too.
// A text with a letter of another font is put as a whole.
TEST(Gnuplot, LettersOfAPngStandApart) {
    const auto program = [](const std::string& text, Align align) {
        Page page(100);
        page.text({10, 10}, text, {8, align, "#000000", false});
        page.reach(50);
        return gnuplot_program(page, Format::png);
    };
    const std::string left = program("AV", Align::left), right = program("AV", Align::right);
    EXPECT_THAT(left, HasSubstr("set label 'A' at 10.000,"));
    EXPECT_THAT(left, HasSubstr(fmt::format("set label 'V' at {:.3f},", 10 + 8 * (1401 - 131) / 2048.0)));
    EXPECT_THAT(right, HasSubstr(fmt::format("set label 'V' at {:.3f},", 10 - 8 * 1401 / 2048.0)));
    EXPECT_THAT(program("AVש", Align::right), HasSubstr("set label 'AVש' at 10.000,"));
}

// In single quotes gnuplot substitutes nothing; the text can neither end them nor begin a line.
TEST(Gnuplot, ATextIsOneString) {
    for (const std::string attack : {"'; !touch x", "`touch x`", "\n!touch x\n", "\\'\nEOD\n", "\" . system('x')"}) {
        const std::string quoted = gnuplot_string(attack);
        EXPECT_EQ(quoted.front(), '\'');
        EXPECT_EQ(quoted.find('\'', 1), quoted.size() - 1) << attack;
        EXPECT_EQ(quoted.find('\n'), std::string::npos) << attack;
        const std::string program = gnuplot_program(page_with(attack), Format::pdf);
        EXPECT_THAT(program, HasSubstr("set label " + quoted + " at 10.000,"));
    }
}

// A dash of 4 and a gap of 1 along a line of 10: two dashes, cut where they end.
TEST(Gnuplot, DashesAreCutByThePage) {
    Page page(100);
    page.line({{0, 5}, {10, 5}}, {"#000000", 1, {4, 1}});
    page.reach(10);
    EXPECT_THAT(gnuplot_program(page, Format::pdf),
                HasSubstr("0.000 5.000\n4.000 5.000\n\n5.000 5.000\n9.000 5.000\n\nEOD"));
}

// In a label of graphviz a quote ends it, and a backslash begins an escape: both are written with one before.
// gnuplot's terminal of PNG rounds the ends of a line to dots but not its beginning, and cuts that across the step
// between the two. A rectangle has square corners. In a PDF lines stay lines.
TEST(Gnuplot, ALevelLineOfAPngIsARectangle) {
    Page page(100);
    page.line({{10, 20}, {14, 20}}, {"#123456", 2, {}});
    page.reach(50);
    EXPECT_THAT(gnuplot_program(page, Format::png),
                AllOf(HasSubstr("10.000 19.000\n14.000 19.000\n14.000 21.000\n10.000 21.000\n"),
                      HasSubstr("filledcurves closed fillstyle solid 1 noborder linecolor rgb '#123456'"),
                      Not(HasSubstr("lines linewidth"))));
    EXPECT_THAT(gnuplot_program(page, Format::pdf),
                AllOf(HasSubstr("10.000 20.000\n14.000 20.000\n"), HasSubstr("lines linewidth")));
}

TEST(Graphviz, ALabelIsOneString) {
    const Graph graph{{{"a\" ]; evil [x=\"\\", true, true}, {"b"}}, {{0, 1, "to b"}}};
    const std::string program = graphviz_program(graph, {}, 100);
    EXPECT_THAT(program, HasSubstr("s0 [label = \"a\\\" ]; evil [x=\\\"\\\\\", shape = box];"));
    EXPECT_THAT(program, HasSubstr("s0 -> s1 [label = \"to b\", id = t0];"));
}

// A layout written here: a box of 72 by 36 points in the middle of a graph of 200 by 100, whose upper edge is at 100;
// with the margin of 3.6 its corners are at 67.6, 35.6 and 139.6, 71.6. A graph twice as wide as the page is half as
// large.
TEST(Graphviz, AStateStandsWhereTheLayoutPutsIt) {
    const Graph graph{{{"dead", true}}, {}};
    const std::string layout = R"({"bb": "0,0,200,100", "objects": [)"
                               R"({"name": "s0", "pos": "100,50", "width": "1", "height": "0.5"}]})";
    for (const auto& [millimetres, scale] : {std::pair{170.0, 1.0}, std::pair{107.2 * 25.4 / 72, 0.5}}) {
        const Diagram diagram = diagram_at(layout, graph, {millimetres, 8}, 12);
        ASSERT_TRUE(diagram.page) << diagram.reason;
        const auto& box = std::get<LineItem>(diagram.page->items().at(0));
        const auto& label = std::get<TextItem>(diagram.page->items().at(1));
        const Point upper_right = box.points.at(1), lower_left = box.points.at(3);
        // Within a fifth of a point: the page's width is whole.
        EXPECT_NEAR(upper_right.x, 3.6 + 136 * scale, 0.2);
        EXPECT_NEAR(upper_right.y, 3.6 + 32 * scale, 0.2);
        EXPECT_NEAR(lower_left.x, 3.6 + 64 * scale, 0.2);
        EXPECT_NEAR(lower_left.y, 3.6 + 68 * scale, 0.2);
        EXPECT_NEAR(label.style.size_pt, 8 * scale, 0.02);
    }
}

TEST(Graphviz, WhatIsNoLayoutIsSaid) {
    const Graph graph{{{"a"}, {"b"}}, {{0, 1, "to b"}}};
    for (const std::string layout : {"", "{}", R"({"bb": "0,0,0,0"})", R"({"bb": "0,0,9,x"})",
                                     R"({"bb": "0,0,9,9", "objects": []})", R"({"bb": 7})"}) {
        const Diagram diagram = diagram_at(layout, graph, {}, 12);
        EXPECT_FALSE(diagram.page) << layout;
        EXPECT_THAT(diagram.reason, HasSubstr("dot wrote no layout")) << layout;
    }
}

Panel panel_between(double low, double high) {
    Panel panel;
    panel.x = time_axis(10, 5);
    panel.y = share_axis("Alive");
    panel.series.push_back({"upper", 0, {{0, high}, {10, high}}});
    panel.series.push_back({"lower", 1, {{0, low}, {10, low}}});
    return panel;
}

std::vector<TextItem> texts_of(const Page& page) {
    std::vector<TextItem> texts;
    for (const Item& item : page.items())
        if (const auto* text = std::get_if<TextItem>(&item)) texts.push_back(*text);
    return texts;
}

// Labels at the ends of lines do not cover one another, though all lines end at the same place.
TEST(Chart, LabelsAtTheEndsStayApart) {
    Panel panel = panel_between(0.5, 0.5);
    for (std::size_t k = 2; k < 8; ++k) panel.series.push_back({"line " + std::to_string(k), k, {{0, 0.5}, {10, 0.5}}});
    const Look look{170, 8};
    std::vector<double> places;
    for (const TextItem& text : texts_of(lay_out(Chart{{panel}}, look)))
        if (text.text.starts_with("line") || text.text == "upper" || text.text == "lower") places.push_back(text.at.y);
    ASSERT_EQ(places.size(), 8U);
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i) EXPECT_GE(places[i] - places[i - 1], look.font_pt);
}

// Twelve labels of 60 characters fit beside no line: they stand in a key, whole, and all of the page is on it.
TEST(Chart, ManyLongLabelsStandInAKey) {
    Panel panel = panel_between(0, 1);
    panel.series.clear();
    for (std::size_t k = 0; k < 12; ++k)
        panel.series.push_back(
            {std::string(57, static_cast<char>('a' + k)) + " " + std::to_string(10 + k), k, {{0, 1}, {10, 0}}});
    for (const double width : {85.0, 170.0}) {
        const Page page = lay_out(Chart{{panel}}, {width, 8});
        std::string all;
        for (const TextItem& text : texts_of(page)) {
            all += text.text;
            EXPECT_GE(text.at.x, 0);
            EXPECT_LE(text.at.x, page.width());
            EXPECT_LE(text.at.y, page.height());
        }
        for (const char* number : {"10", "21"}) EXPECT_THAT(all, HasSubstr(number));
        EXPECT_THAT(all, HasSubstr(std::string(30, 'l')));
    }
}

// No line leaves the axes, whatever the values.
TEST(Chart, LinesEndAtTheAxes) {
    Panel panel = panel_between(-5, 7);
    panel.series.push_back({"steep", 2, {{-3, -2}, {5, 0.5}, {40, 30}}});
    const Page page = lay_out(Chart{{panel}}, {170, 8});
    for (const Item& item : page.items())
        if (const auto* line = std::get_if<LineItem>(&item))
            for (const Point& p : line->points) {
                EXPECT_TRUE(p.x >= 0 && p.x <= page.width());
                EXPECT_TRUE(p.y >= 0 && p.y <= page.height());
            }
}

}  // namespace
}  // namespace ibtr::figure::test
