#include "report/survival_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "base/text.hpp"
#include "model/endpoint_rules.hpp"
#include "report/picture.hpp"

namespace ibtr {
namespace {

// Everything is laid out on a page of this many units across [pixels of the SVG].
constexpr double page_width = 1000, plot_height = 430, row_height = 21;
constexpr double top_margin = 66, axis_height = 68, foot_height = 40,
                 character_width = 7.3;  // of the table's font, on average

constexpr double heading_characters = 16;  // of the table's heading

struct Curve {
    std::string label, colour, dash;
    std::vector<const CurvePoint*> points;  ///< ascending in time, bin 0 first
};

std::size_t longest_label(const std::vector<Curve>& curves) {
    std::size_t longest = 0;
    for (const Curve& curve : curves) longest = std::max(longest, characters(curve.label));
    return longest;
}

std::vector<Curve> survival_curves(const Model& model, const Estimates& estimates, PopulationKind population) {
    const std::vector<std::string> labels = line_labels(model.strategies);
    std::vector<Curve> curves(model.strategies.size());
    for (std::size_t s = 0; s < curves.size(); ++s) {
        curves[s].label = labels[s];
        curves[s].colour = line_colour(s);
        curves[s].dash = line_dash(s);
    }
    for (const CurvePoint& point : estimates.curves)
        if (point.group.empty() && point.population == population && point.endpoint == survival_name)
            curves[point.strategy].points.push_back(&point);
    return curves;
}

/// Where things stand on the page, as fractions of it from below and from the left.
struct Page {
    double height, left, right, bottom, top;
    double legend_top;  ///< below the plot and its table, where no line can run through it

    Page(const std::vector<Curve>& curves, bool labels_at_right, bool table) {
        const double label_width = character_width * static_cast<double>(longest_label(curves));
        const double table_height = table ? row_height * static_cast<double>(curves.size() + 1) : 0;
        const double table_width = table ? std::max(character_width * heading_characters, label_width) : 0;
        const double legend_height = labels_at_right ? 0 : row_height * static_cast<double>(curves.size());
        height = top_margin + plot_height + axis_height + table_height + legend_height + foot_height;
        legend_top = (legend_height + foot_height - 2) / height;
        left = (table_width + (table ? 54 : 84)) / page_width;
        right = 1 - (labels_at_right ? label_width + 24 : 44) / page_width;
        bottom = (axis_height + table_height + legend_height + foot_height) / height;
        top = 1 - top_margin / height;
    }
    [[nodiscard]] double table_row(std::size_t row) const {
        return bottom - (axis_height + row_height * (static_cast<double>(row) + 0.5)) / height;
    }
};

std::string with_thousands_commas(double number) {
    const std::string digits = fmt::format("{:.0f}", number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

/// Numbers at risk in women, or in thousands where women would not fit.
class RiskNumbers {
public:
    RiskNumbers(const std::vector<Curve>& curves, const std::string& people) : people_(people) {
        for (const Curve& curve : curves) largest_ = std::max(largest_, curve.points.front()->at_risk);
    }
    [[nodiscard]] std::string heading() const {
        return thousands() ? "At risk (1,000s)" : sentence_case(people_) + " at risk";
    }
    [[nodiscard]] std::string text(double women) const {
        return thousands() ? fmt::format("{:.1f}", women / 1000) : with_thousands_commas(women);
    }
    /// Years between columns: every year, or every second, third, ... so that the numbers stay apart.
    [[nodiscard]] unsigned year_step(const Page& page, double horizon_years) const {
        const double column = character_width * static_cast<double>(text(largest_).size() + 1);
        const double year = (page.right - page.left) * page_width / horizon_years;
        return static_cast<unsigned>(std::max(1.0, std::ceil(column / year)));
    }

private:
    [[nodiscard]] bool thousands() const { return largest_ >= 1e5; }
    std::string people_;
    double largest_ = 0;
};

/// Labels at the ends of the curves are used where none covers another.
bool ends_are_apart(const std::vector<Curve>& curves) {
    std::vector<double> ends;
    ends.reserve(curves.size());
    for (const Curve& curve : curves) ends.push_back(curve.points.back()->estimate.value);
    std::sort(ends.begin(), ends.end());
    for (std::size_t k = 1; k < ends.size(); ++k)
        if (ends[k] - ends[k - 1] < row_height / plot_height) return false;
    return true;
}

void append_data(fmt::memory_buffer& text, const std::vector<Curve>& curves) {
    const auto out = std::back_inserter(text);
    for (std::size_t k = 0; k < curves.size(); ++k) {
        fmt::format_to(out, "$curve{} << EOD\n", k);
        for (const CurvePoint* point : curves[k].points)
            if (std::isfinite(point->estimate.value))
                fmt::format_to(out, "{} {}\n", point->time_years, point->estimate.value);
        fmt::format_to(out, "EOD\n$band{} << EOD\n", k);
        for (const CurvePoint* point : curves[k].points)
            if (std::isfinite(point->estimate.ci_low))
                fmt::format_to(out, "{} {} {}\n", point->time_years, point->estimate.ci_low, point->estimate.ci_high);
        fmt::format_to(out, "EOD\n");
    }
}

void append_numbers_at_risk(fmt::memory_buffer& text, const Model& model, const std::vector<Curve>& curves,
                            const Page& page, const RiskNumbers& numbers, unsigned year_step) {
    const auto out = std::back_inserter(text);
    const double label_end = page.left - 34 / page_width;
    fmt::format_to(out, "set label {} at screen {}, screen {} right font ',12'\n", gnuplot_string(numbers.heading()),
                   label_end, page.table_row(0));
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const double y = page.table_row(k + 1);
        fmt::format_to(out, "set label {} at screen {}, screen {} right font ',12' textcolor rgb '{}'\n",
                       gnuplot_string(curves[k].label), label_end, y, curves[k].colour);
        for (const CurvePoint* point : curves[k].points) {
            const std::uint32_t bin = point->bin(model.grid_per_year);
            if (bin % (year_step * model.grid_per_year) != 0 || !std::isfinite(point->at_risk)) continue;
            fmt::format_to(out, "set label '{}' at first {}, screen {} center font ',12'\n",
                           numbers.text(point->at_risk), bin / model.grid_per_year, y);
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

/// Credible bands are wide and share most of their width: they are faint, with their limits drawn.
void append_plot(fmt::memory_buffer& text, const std::vector<Curve>& curves, bool bands, Bands kind) {
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "plot ");
    for (std::size_t k = 0; bands && k < curves.size(); ++k)
        fmt::format_to(out,
                       "$band{} using 1:2:3 with filledcurves fillstyle transparent solid {} noborder linecolor rgb "
                       "'{}' notitle, \\\n",
                       k, kind == Bands::credible ? 0.07 : 0.18, curves[k].colour);
    for (std::size_t k = 0; bands && kind == Bands::credible && k < curves.size(); ++k)
        for (const int limit : {2, 3})
            fmt::format_to(out,
                           "$band{} using 1:{} with lines linewidth 0.9 dashtype {} linecolor rgb '{}' notitle, \\\n",
                           k, limit, curves[k].dash, curves[k].colour);
    for (std::size_t k = 0; k < curves.size(); ++k)
        fmt::format_to(out, "$curve{} using 1:2 with lines linewidth 2.4 dashtype {} linecolor rgb '{}' title {}{}\n",
                       k, curves[k].dash, curves[k].colour, gnuplot_string(curves[k].label),
                       k + 1 < curves.size() ? ", \\" : "");
}

std::string foot(Bands kind, bool bands, const std::string& people) {
    if (!bands)
        return kind == Bands::simulation ? "Exact solution: no simulation error" : "Credible intervals: not resolved";
    return kind == Bands::simulation
               ? "Bands: pointwise 95 % interval for the finite number of simulated " + people
               : "Means over draws of the parameters; bands: pointwise 95 % credible interval without simulation noise";
}

void append_words(fmt::memory_buffer& text, const Model& model, PopulationKind population, const std::string& foot,
                  const Page& page) {
    const auto put = [&](const std::string& words, double from_below, int size, const char* colour) {
        fmt::format_to(std::back_inserter(text),
                       "set label {} at screen {}, screen {} left font ',{}' textcolor rgb '{}'\n",
                       gnuplot_string(words), page.left, from_below / page.height, size, colour);
    };
    put(model.title.empty() ? model.name : model.title, page.height - 22, 17, "#000000");
    put(fmt::format("Overall survival, all {}, {}", model.people, in_words(population)), page.height - 46, 13,
        "#555555");
    put(foot, 18, 11, "#555555");
}

void append_axes(fmt::memory_buffer& text, const Model& model, const Page& page, unsigned year_step) {
    fmt::format_to(
        std::back_inserter(text),
        "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen {}\n"
        "set xrange [0:{}]\nset yrange [0:1]\nset border 3 linewidth 1 linecolor rgb '#333333'\n"
        "set xtics 0,{} nomirror out scale 0.6 format '%g'\nset ytics 0,0.2 nomirror out scale 0.6 format '%.1f'\n"
        "set grid ytics linetype 1 linecolor rgb '#e6e6e6' linewidth 0.8\n"
        "set xlabel 'Years' offset 0,0.2\nset ylabel 'Proportion alive' offset -0.5,0\n",
        page.left, page.right, page.bottom, page.top, model.horizon_years, year_step);
}

/// gnuplot takes the legend's text for wider than it is; `width` takes that back.
void append_legend(fmt::memory_buffer& text, const std::vector<Curve>& curves, const Page& page) {
    fmt::format_to(
        std::back_inserter(text),
        "set key at screen {}, screen {} left top Left reverse maxcols 1 spacing 1.35 samplen 3.2 width {:.1f}\n",
        page.left, page.legend_top, -0.2 * static_cast<double>(longest_label(curves)));
}

}  // namespace

std::string survival_figure_script(const Model& model, const Estimates& estimates, PopulationKind population,
                                   PictureFormat format, Bands kind) {
    const std::vector<Curve> curves = survival_curves(model, estimates, population);
    const bool labels_at_right = ends_are_apart(curves), bands = has_bands(curves), table = kind == Bands::simulation;
    const Page page(curves, labels_at_right, table);
    const RiskNumbers numbers(curves, model.people);
    const unsigned year_step = numbers.year_step(page, model.horizon_years);

    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "set encoding utf8\n{}",
                   picture_terminal(format, page_width, page.height));
    append_data(text, curves);
    append_axes(text, model, page, year_step);
    append_words(text, model, population, foot(kind, bands, model.people), page);
    if (table) append_numbers_at_risk(text, model, curves, page, numbers, year_step);
    if (labels_at_right) {
        append_end_labels(text, model, curves);
        fmt::format_to(std::back_inserter(text), "unset key\n");
    } else {
        append_legend(text, curves, page);
    }
    append_plot(text, curves, bands, kind);
    return fmt::to_string(text);
}

std::string draw_survival_figure(const Model& model, const Estimates& estimates, const RunFolder& folder, Bands kind) {
    if (std::none_of(estimates.curves.begin(), estimates.curves.end(),
                     [](const CurvePoint& point) { return point.endpoint == survival_name; }))
        return "no survival figure: no state of the config is a death (kind = \"death\")";
    for (const PopulationKind population : reported_populations(model)) {
        const std::string name = population == PopulationKind::standardised ? "os" : "os_as_observed";
        const std::string reason = draw_picture(name, folder, [&](PictureFormat format) {
            return survival_figure_script(model, estimates, population, format, kind);
        });
        if (!reason.empty()) return "no survival figure: " + reason;
    }
    return "";
}

FileNames survival_figure_files() {
    FileNames names = picture_files("os");
    append(names, picture_files("os_as_observed"));
    return names;
}

}  // namespace ibtr
