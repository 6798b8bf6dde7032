#include "psa/ceac_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "ibtr/estimate.hpp"
#include "report/picture.hpp"

namespace ibtr::psa {
namespace {

constexpr double page_width = 1000, plot_height = 430, top_margin = 66, axis_height = 68, foot_height = 40;
constexpr double legend_row = 21, left_edge = 84, right_edge = 956;

/// Whether the noise of every strategy could be taken off at every willingness to pay.
bool is_resolved(const ChoiceCurve& curve) {
    return std::all_of(curve.at.begin(), curve.at.end(),
                       [](const Acceptability& a) { return std::isfinite(a.probability.front()); });
}

}  // namespace

std::string ceac_figure_script(const Model& model, const std::string& currency, const ChoiceCurve& curve,
                               PictureFormat format) {
    const bool resolved = is_resolved(curve);
    const auto probability = [&](const Acceptability& a, std::size_t s) {
        return resolved ? a.probability[s] : a.probability_uncorrected[s];
    };
    const std::size_t strategies = model.strategies.size(), legend_rows = strategies + 1;
    const double legend_height = legend_row * static_cast<double>(legend_rows);
    const double height = top_margin + plot_height + axis_height + legend_height + foot_height;

    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "set encoding utf8\n{}", picture_terminal(format, page_width, height));
    for (std::size_t s = 0; s < strategies; ++s) {
        fmt::format_to(out, "$curve{} << EOD\n", s);
        for (const Acceptability& a : curve.at) fmt::format_to(out, "{} {}\n", a.willingness, probability(a, s));
        fmt::format_to(out, "EOD\n");
    }
    fmt::format_to(out, "$frontier << EOD\n");
    for (std::size_t i = 0; i < curve.at.size(); ++i) {
        // Where another strategy becomes the best one the frontier jumps: an empty line breaks it.
        if (i > 0 && curve.at[i].best != curve.at[i - 1].best) fmt::format_to(out, "\n");
        fmt::format_to(out, "{} {}\n", curve.at[i].willingness, probability(curve.at[i], curve.at[i].best));
    }
    fmt::format_to(out, "EOD\n");

    const double bottom = (axis_height + legend_height + foot_height) / height;
    fmt::format_to(
        out,
        "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen {}\n"
        "set xrange [{}:{}]\nset yrange [0:1]\nset border 3 linewidth 1 linecolor rgb '#333333'\n"
        "set xtics nomirror out scale 0.6 format '%.0f'\nset ytics 0,0.2 nomirror out scale 0.6 format '%.1f'\n"
        "set grid ytics linetype 1 linecolor rgb '#e6e6e6' linewidth 0.8\nset xlabel {} offset 0,0.2\n"
        "set ylabel 'Probability of the greatest net benefit' offset -0.5,0\n",
        left_edge / page_width, right_edge / page_width, bottom, 1 - top_margin / height, curve.at.front().willingness,
        curve.at.size() > 1 ? curve.at.back().willingness : curve.at.front().willingness + 1,
        gnuplot_string(fmt::format("Willingness to pay for a QALY [{}]", currency)));
    const auto put = [&](const std::string& words, double from_below, int size, const char* colour) {
        fmt::format_to(out, "set label {} at screen {}, screen {} left font ',{}' textcolor rgb '{}'\n",
                       gnuplot_string(words), left_edge / page_width, from_below / height, size, colour);
    };
    put(model.title.empty() ? model.name : model.title, height - 22, 17, "#000000");
    put(fmt::format("Cost-effectiveness acceptability, all {}, {}", model.people, in_words(curve.population)),
        height - 46, 13, "#555555");
    put(resolved ? "Shares of parameter draws, without simulation noise"
                 : "Shares of parameter draws; simulation noise is not resolved and blurs them",
        18, 11, "#555555");
    fmt::format_to(out, "set key at screen {}, screen {} left top Left reverse maxcols 1 spacing 1.35 samplen 3.2\n",
                   left_edge / page_width, (legend_height + foot_height - 2) / height);
    const std::vector<std::string> labels = line_labels(model.strategies);
    fmt::format_to(out,
                   "plot $frontier using 1:2 with linespoints linewidth 7 pointtype 7 pointsize 0.5 linecolor rgb "
                   "'#d0d0d0' title 'Frontier: best on average'");
    for (std::size_t s = 0; s < strategies; ++s)
        fmt::format_to(out, ", \\\n$curve{} using 1:2 with lines linewidth 2.4 dashtype {} linecolor rgb '{}' title {}",
                       s, line_dash(s), line_colour(s), gnuplot_string(labels[s]));
    fmt::format_to(out, "\n");
    return fmt::to_string(text);
}

std::string draw_ceac(const Model& model, const std::string& currency, const std::vector<ChoiceCurve>& curves,
                      const RunFolder& folder) {
    for (const ChoiceCurve& curve : curves) {
        const std::string name = curve.population == PopulationKind::standardised ? "ceac" : "ceac_as_observed";
        const std::string reason = draw_picture(
            name, folder, [&](PictureFormat format) { return ceac_figure_script(model, currency, curve, format); });
        if (!reason.empty()) return "no acceptability figure: " + reason;
    }
    return "";
}

FileNames ceac_files() {
    FileNames names = picture_files("ceac");
    append(names, picture_files("ceac_as_observed"));
    return names;
}

}  // namespace ibtr::psa
