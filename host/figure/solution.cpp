#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "figure/curves.hpp"
#include "figure/outcome_words.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// A number that is wanted of the curve, and where the curve has it.
struct Wanted {
    std::string what;
    double number = 0, root = 0;
};

std::string in_words(const std::string& what) {
    return what == "value" ? "Published" : what == "ci_low" ? "Lower limit" : what == "ci_high" ? "Upper limit" : what;
}

/// The span of what is wanted and of the nearest of the curve, with room around: the rest of the curve may leave it.
std::pair<double, double> span_of(const std::vector<Wanted>& wanted, const std::vector<Point>& curve) {
    double low = undefined, high = undefined;
    for (const Wanted& each : wanted) low = std::fmin(low, each.number), high = std::fmax(high, each.number);
    double nearest_low = undefined, nearest_high = undefined;
    for (const Point& p : curve) nearest_low = std::fmin(nearest_low, p.y), nearest_high = std::fmax(nearest_high, p.y);
    if (nearest_high < low) low = nearest_high;
    if (nearest_low > high) high = nearest_low;
    const double room = 0.6 * (high - low), least = 0.1 * (high - low);
    return {std::max(low - room, std::min(nearest_low, low - least)),
            std::min(high + room, std::max(nearest_high, high + least))};
}

}  // namespace

Figure solution(const Material& material) {
    const Rows roots = material.files.table("solve.csv", "`ibtr solve`"),
               points = material.files.table("curve.csv", "`ibtr solve`");
    if (roots.size() == 0 || points.header().size() != 2)
        throw UsageError(material.files.path().string() + ": no solution of `ibtr solve`");
    const std::string parameter = points.header()[0], measure = points.header()[1];
    std::vector<Point> curve;
    CsvText csv("line," + parameter + "," + measure + "\n");
    for (std::size_t row = 0; row < points.size(); ++row) {
        curve.push_back({points.number(row, parameter), points.number(row, measure)});
        csv.row("curve", curve.back().x, curve.back().y);
    }
    std::vector<Wanted> wanted;
    for (std::size_t row = 0; row < roots.size(); ++row) {
        wanted.push_back({roots.text(row, "wanted"), roots.number(row, "wanted_number"), roots.number(row, "root")});
        csv.row(wanted.back().what, wanted.back().root, wanted.back().number);
    }
    const auto [low, high] = span_of(wanted, curve);
    Panel panel;
    const std::string name = sentence_case(material.names.label(Names::Of::parameter, parameter));
    const std::string what = measure_in_words(measure);
    const double from = roots.number(0, "range_low"), to = roots.number(0, "range_high");
    const bool even =
        curve.size() < 3 || std::abs((curve[1].x - curve[0].x) - (curve[2].x - curve[1].x)) < 1e-6 * (to - from);
    panel.x = even || from <= 0 ? even_axis(name, from, to, 6) : logarithmic_axis(name, from, to);
    panel.y = even_axis(what + " of the model", low, high, 6);
    panel.series.push_back({"Model", 0, curve});
    Marks marks{"", 1, {}, 2.2};
    for (const Wanted& each : wanted) {
        Series line{fmt::format("{} {:.4g}: {}", in_words(each.what), each.number,
                                std::isfinite(each.root) ? fmt::format("at {:.3g}", each.root) : "not met"),
                    1,
                    {{from, each.number}, {to, each.number}}};
        line.stroke = Stroke{line_colour(1), each.what == "value" ? 1.3 : 0.8,
                             each.what == "value" ? std::vector<double>{} : std::vector<double>{4, 2}};
        panel.series.push_back(std::move(line));
        if (std::isfinite(each.root)) marks.points.push_back({each.root, each.number});
    }
    panel.marks.push_back(std::move(marks));
    const std::string title = fmt::format("{} of the model by {}, and target {}", what, name, roots.text(0, "target"));
    return {lay_out({{std::move(panel)}}, material.request.look), title,
            fmt::format(
                "{}. Blue: the model over the range of the parameter; orange: the published value and its 95 % limits; "
                "points: where the model meets them. The vertical axis shows what lies near. {}",
                title, provenance(material, "in solve.csv, as root_mc_se", "in solve.csv, where draws were asked for")),
            csv.take()};
}

}  // namespace ibtr::figure
