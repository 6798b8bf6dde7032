#include "ibtr/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <vector>

#include "gnuplot.hpp"

namespace ibtr {
namespace {

// Okabe and Ito's palette: told apart with every common form of colour blindness.
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
constexpr std::array dashes{"solid", "(24,7)", "(8,6)", "(24,6,6,6)", "(4,5)"};

// Everything is laid out on a page of this many units across [pixels of the SVG].
constexpr double page_width = 1000, plot_height = 430, row_height = 21;
constexpr double top_margin = 64, axis_height = 62, foot_height = 40, character_width = 7.3;
constexpr std::size_t longest_label = 34;

struct Curve {
    std::string label, colour, dash;
    std::vector<const CurvePoint*> points;  ///< ascending in time, bin 0 first
};

/// Shortens a UTF-8 text to whole characters.
std::string shortened(const std::string& text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (starts_character && ++characters > longest_label) return text.substr(0, i) + "…";
    }
    return text;
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<Curve> survival_curves(const Model& model, const Estimates& estimates, PopulationKind population) {
    std::vector<Curve> curves(model.strategies.size());
    for (std::size_t s = 0; s < curves.size(); ++s) {
        const Strategy& strategy = model.strategies[s];
        curves[s].label = shortened(strategy.label.empty() ? strategy.name : strategy.label);
        curves[s].colour = colours[s % colours.size()];
        curves[s].dash = dashes[s % dashes.size()];
    }
    for (const CurvePoint& point : estimates.curves)
        if (point.group == 0 && point.population == population && estimates.curve_endpoints[point.endpoint] == "os")
            curves[point.strategy].points.push_back(&point);
    return curves;
}

/// Where things stand on the page, as fractions of it from below and from the left.
struct Page {
    double height, left, right, bottom, top;

    Page(const std::vector<Curve>& curves, bool labels_at_right) {
        std::size_t longest = 0;
        for (const Curve& curve : curves) longest = std::max(longest, characters(curve.label));
        const double label_width = character_width * static_cast<double>(longest);
        const double table_height = row_height * static_cast<double>(curves.size() + 1);
        height = top_margin + plot_height + axis_height + table_height + foot_height;
        left = std::max(110.0, label_width + 54) / page_width;
        right = 1 - (labels_at_right ? label_width + 24 : 44) / page_width;
        bottom = (axis_height + table_height + foot_height) / height;
        top = 1 - top_margin / height;
    }
    [[nodiscard]] double table_row(std::size_t row) const {
        return bottom - (axis_height + row_height * (static_cast<double>(row) + 0.5)) / height;
    }
};

/// Labels at the ends of the curves are used where none covers another.
bool ends_are_apart(const std::vector<Curve>& curves) {
    std::vector<double> ends;
    for (const Curve& curve : curves) ends.push_back(curve.points.back()->estimate.value);
    std::sort(ends.begin(), ends.end());
    for (std::size_t k = 1; k < ends.size(); ++k)
        if (ends[k] - ends[k - 1] < row_height / plot_height) return false;
    return true;
}

/// Years under the axis: all, or every second, third, ... so that the numbers at risk stay apart.
int year_step(double horizon_years) {
    return static_cast<int>(std::ceil((horizon_years + 1) / 16));
}

std::string with_thousands_commas(double number) {
    std::string digits = fmt::format("{:.0f}", number);
    for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, ",");
    return digits;
}

void append_data(fmt::memory_buffer& text, const Model& model, const std::vector<Curve>& curves) {
    const auto out = std::back_inserter(text);
    for (std::size_t k = 0; k < curves.size(); ++k) {
        fmt::format_to(out, "$curve{} << EOD\n", k);
        for (const CurvePoint* point : curves[k].points)
            if (std::isfinite(point->estimate.value))
                fmt::format_to(out, "{} {}\n", static_cast<double>(point->bin) / model.grid_per_year,
                               point->estimate.value);
        fmt::format_to(out, "EOD\n$band{} << EOD\n", k);
        for (const CurvePoint* point : curves[k].points)
            if (std::isfinite(point->estimate.ci_low))
                fmt::format_to(out, "{} {} {}\n", static_cast<double>(point->bin) / model.grid_per_year,
                               point->estimate.ci_low, point->estimate.ci_high);
        fmt::format_to(out, "EOD\n");
    }
}

void append_numbers_at_risk(fmt::memory_buffer& text, const Model& model, const std::vector<Curve>& curves,
                            const Page& page) {
    const auto out = std::back_inserter(text);
    double largest = 0;
    for (const Curve& curve : curves) largest = std::max(largest, curve.points.front()->at_risk);
    const bool thousands = largest >= 1e5;
    fmt::format_to(out, "set label {} at screen {}, screen {} right font ',12'\n",
                   thousands ? "'At risk (thousands)'" : "'Women at risk'", page.left - 0.034, page.table_row(0));
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const double y = page.table_row(k + 1);
        fmt::format_to(out, "set label {} at screen {}, screen {} right font ',12' textcolor rgb '{}'\n",
                       gnuplot_string(curves[k].label), page.left - 0.034, y, curves[k].colour);
        const auto step = static_cast<std::uint32_t>(year_step(model.horizon_years)) * model.grid_per_year;
        for (const CurvePoint* point : curves[k].points) {
            if (point->bin % step != 0 || !std::isfinite(point->at_risk)) continue;
            const std::string number =
                thousands ? fmt::format("{:.1f}", point->at_risk / 1000) : with_thousands_commas(point->at_risk);
            fmt::format_to(out, "set label '{}' at first {}, screen {} center font ',11.5'\n", number,
                           point->bin / model.grid_per_year, y);
        }
    }
}

void append_end_labels(fmt::memory_buffer& text, const Model& model, const std::vector<Curve>& curves) {
    for (const Curve& curve : curves)
        fmt::format_to(
            std::back_inserter(text),
            "set label {} at first {}, first {} left offset character 0.8, 0 font ',13' textcolor rgb '{}'\n",
            gnuplot_string(curve.label), model.horizon_years, curve.points.back()->estimate.value, curve.colour);
}

bool has_bands(const std::vector<Curve>& curves) {
    return std::any_of(curves.begin(), curves.end(), [](const Curve& curve) {
        return std::any_of(curve.points.begin(), curve.points.end(),
                           [](const CurvePoint* point) { return std::isfinite(point->estimate.ci_low); });
    });
}

void append_plot(fmt::memory_buffer& text, const std::vector<Curve>& curves, bool bands) {
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "plot ");
    for (std::size_t k = 0; bands && k < curves.size(); ++k)
        fmt::format_to(
            out, "$band{} using 1:2:3 with filledcurves fillstyle solid 0.22 noborder linecolor rgb '{}' notitle, \\\n",
            k, curves[k].colour);
    for (std::size_t k = 0; k < curves.size(); ++k)
        fmt::format_to(out, "$curve{} using 1:2 with lines linewidth 2.4 dashtype {} linecolor rgb '{}' title {}{}\n",
                       k, curves[k].dash, curves[k].colour, gnuplot_string(curves[k].label),
                       k + 1 < curves.size() ? ", \\" : "");
}

}  // namespace

std::string survival_figure_script(const Model& model, const Estimates& estimates, PopulationKind population,
                                   const std::string& terminal) {
    const std::vector<Curve> curves = survival_curves(model, estimates, population);
    const bool labels_at_right = ends_are_apart(curves), bands = has_bands(curves);
    const Page page(curves, labels_at_right);
    const double scale = terminal == "svg" ? 1 : 2;  // pixels of a raster picture per unit
    const double lowest_end = [&] {
        double lowest = 1;
        for (const Curve& curve : curves) lowest = std::min(lowest, curve.points.back()->estimate.value);
        return lowest;
    }();

    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out,
                   "set encoding utf8\nset terminal {} noenhanced size {:.0f},{:.0f} font 'DejaVu Sans,{}'{} "
                   "background rgb 'white'\n",
                   terminal, page_width * scale, page.height * scale, 13,
                   terminal == "svg" ? " rounded" : fmt::format(" fontscale {} linewidth {} rounded", scale, scale));
    append_data(text, model, curves);
    fmt::format_to(
        out, "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen {}\n",
        page.left, page.right, page.bottom, page.top);
    fmt::format_to(out, "set label {} at screen {}, screen {} left font ',17'\n",
                   gnuplot_string(model.title.empty() ? model.name : model.title), page.left, 1 - 24 / page.height);
    fmt::format_to(
        out,
        "set label 'Overall survival, all women, {}' at screen {}, screen {} left font ',13' textcolor rgb '#555555'\n",
        population == PopulationKind::standardised ? "standardised" : "as observed", page.left, 1 - 47 / page.height);
    fmt::format_to(out, "set label '{}' at screen {}, screen {} left font ',11' textcolor rgb '#555555'\n",
                   bands ? "Bands: pointwise 95 % interval from the finite number of simulated women; parameter "
                           "uncertainty is not shown."
                         : "No sampling error is shown.",
                   page.left, 20 / page.height);
    fmt::format_to(out, "set xrange [0:{}]\nset yrange [0:1]\nset xtics 0,{} nomirror out scale 0.6\n",
                   model.horizon_years, year_step(model.horizon_years));
    fmt::format_to(
        out,
        "set ytics 0,0.2 nomirror out scale 0.6 format '%.1f'\nset border 3 linewidth 1 linecolor rgb '#333333'\n"
        "set grid ytics linetype 1 linecolor rgb '#e6e6e6' linewidth 0.8\n"
        "set xlabel 'Years' offset 0,0.1\nset ylabel 'Proportion alive' offset -0.5,0\n");
    append_numbers_at_risk(text, model, curves, page);
    if (labels_at_right) {
        append_end_labels(text, model, curves);
        fmt::format_to(out, "unset key\n");
    } else {
        fmt::format_to(out, "set key {} Left reverse spacing 1.35 samplen 3.2 width 1\n",
                       lowest_end > 0.4 ? "left bottom" : "right top");
    }
    append_plot(text, curves, bands);
    return fmt::to_string(text);
}

std::string draw_survival_figure(const Model& model, const Estimates& estimates, const RunFolder& folder) {
    const auto& names = estimates.curve_endpoints;
    if (std::find(names.begin(), names.end(), "os") == names.end())
        return "no survival figure: the config has no endpoint set death_bc or death_other";
    for (const PopulationKind population : reported_populations(model)) {
        const std::string name = population == PopulationKind::standardised ? "os" : "os_as_observed";
        for (const auto& [terminal, ending] : {std::pair{"svg", ".svg"}, std::pair{"pngcairo", ".png"}}) {
            const GnuplotResult drawn = run_gnuplot(survival_figure_script(model, estimates, population, terminal));
            if (drawn.picture.empty()) return "no survival figure: " + drawn.reason;
            folder.write(name + ending, drawn.picture);
        }
    }
    return "";
}

}  // namespace ibtr
