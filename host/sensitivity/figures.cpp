#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "report/picture.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sensitivity_report.hpp"

namespace ibtr::sensitivity {
namespace {

constexpr double page_width = 1000, row_height = 30, top_margin = 74, bottom_margin = 92;
constexpr std::size_t most_bars = 20;
constexpr const char *low_colour = "#0072B2", *high_colour = "#D55E00";  // Okabe and Ito

std::string in_words(const Subject& subject, std::size_t index) {
    const Quantity& outcome = subject.outcomes[index];
    const Model& model = subject.model;
    const std::string who = outcome.comparator ? fmt::format("{} against {}", model.strategies[outcome.strategy].name,
                                                             model.strategies[*outcome.comparator].name)
                                               : model.strategies[outcome.strategy].name;
    const double years = outcome.time_years;
    if (is_net_benefit(outcome))
        return fmt::format("Net benefit [{0}] in {1} years at {2} {0} per QALY, {3}", subject.currency, years,
                           outcome.endpoint.substr(outcome.endpoint.find(':') + 1), who);
    return fmt::format("{} of {} at {} years, {}",
                       outcome.measure == Measure::value ? "Value" : to_text(outcome.measure), outcome.endpoint, years,
                       who);
}

std::string words(const std::string& text, double x, double from_top, double height, int size, const char* colour) {
    return fmt::format("set label {} at screen {}, screen {} left font ',{}' textcolor rgb '{}'\n",
                       gnuplot_string(text), x, 1 - from_top / height, size, colour);
}

/// A bar from the base case to each end. Where both ends lie on one side, each has half of the row's height, that
/// neither hides the other. A line covers all values between, where they reach further than the ends.
std::string bar_data(const std::vector<const OneWay*>& rows, std::size_t outcome, double base) {
    constexpr double half_height = 0.36;
    std::string text = "$bars << EOD\n";
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const double low = rows[k]->at_low[outcome], high = rows[k]->at_high[outcome];
        const auto y = static_cast<double>(rows.size() - 1 - k);
        const bool one_side = (low - base) * (high - base) > 0;
        text += fmt::format("{} {} {} 0 {} {}\n", base, y, low, one_side ? y : y - half_height, y + half_height);
        text += fmt::format("{} {} {} 1 {} {}\n", base, y, high, y - half_height, one_side ? y : y + half_height);
    }
    text += "EOD\n$between << EOD\n";
    for (std::size_t k = 0; k < rows.size(); ++k)
        text += fmt::format("{} {} {}\n", rows[k]->smallest[outcome], rows.size() - 1 - k, rows[k]->largest[outcome]);
    return text + "EOD\n";
}

std::string tornado_script(const Subject& subject, const std::vector<OneWay>& all, const std::vector<double>& at_base,
                           PictureFormat format) {
    const std::size_t outcome = subject.chosen.front();
    std::vector<const OneWay*> rows = by_swing(all, outcome);
    rows.resize(std::min(rows.size(), most_bars));
    const double height = top_margin + bottom_margin + row_height * static_cast<double>(rows.size());
    std::size_t longest = 0;
    for (const OneWay* row : rows)
        longest = std::max(longest, characters(shortened(subject.model.parameters[row->parameter].name)));
    const double left = (40 + 8.2 * static_cast<double>(longest)) / page_width;

    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "set encoding utf8\n{}", picture_terminal(format, page_width, height));
    fmt::format_to(out, "{}set ytics (", bar_data(rows, outcome, at_base[outcome]));
    for (std::size_t k = 0; k < rows.size(); ++k)
        fmt::format_to(out, "{}{} {}", k == 0 ? "" : ", ",
                       gnuplot_string(shortened(subject.model.parameters[rows[k]->parameter].name)),
                       rows.size() - 1 - k);
    fmt::format_to(out, ") scale 0\nset yrange [-0.7:{}]\n", static_cast<double>(rows.size()) - 0.3);
    fmt::format_to(
        out,
        "set lmargin at screen {}\nset rmargin at screen 0.96\nset bmargin at screen {}\nset tmargin at "
        "screen {}\nset border 1 linecolor rgb '#333333'\nset xtics nomirror out scale 0.6\nset grid xtics "
        "linetype 1 linecolor rgb '#e6e6e6'\nset xlabel {} offset 0,0.2\nset offsets graph 0.03, graph 0.03\n",
        left, bottom_margin / height, 1 - top_margin / height, gnuplot_string(in_words(subject, outcome)));
    text.append(
        words(subject.model.title.empty() ? subject.model.name : subject.model.title, left, 24, height, 17, "#000000"));
    text.append(
        words("One parameter at a time over its 95 % interval; vertical line: base case; thin line: all values "
              "between",
              left, 48, height, 13, "#555555"));
    text.append(words("■ parameter at its lower limit", left, height - 20, height, 12, low_colour));
    text.append(words("■ at its upper limit", left + 0.27, height - 20, height, 12, high_colour));
    fmt::format_to(out,
                   "set arrow from first {0}, graph 0 to first {0}, graph 1 nohead linecolor rgb '#333333' front\n",
                   at_base[outcome]);
    for (const bool high : {false, true})
        fmt::format_to(out,
                       "{} $bars using ($4 == {} ? $1 : NaN):2:1:3:5:6 with boxxyerror fillstyle solid 0.9 noborder "
                       "linecolor rgb '{}' notitle, \\\n",
                       high ? "    " : "plot", high ? 1 : 0, high ? high_colour : low_colour);
    fmt::format_to(out,
                   "     $between using 1:2:($3 - $1):(0) with vectors nohead linewidth 1.4 linecolor rgb '#333333' "
                   "notitle\n");
    return fmt::to_string(text);
}

std::string heat_map_script(const Subject& subject, const TwoWay& grid, PictureFormat format) {
    constexpr double height = 720;
    const std::size_t outcome = subject.chosen.front();
    const auto axis = [&](std::size_t parameter) {
        const Parameter& p = subject.model.parameters[parameter];
        return gnuplot_string(axis_title(p.name, p.unit));
    };
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "set encoding utf8\n{}$grid << EOD\n", picture_terminal(format, page_width, height));
    for (std::size_t i = 0; i < grid.outcomes.size(); ++i) {
        if (i > 0 && i % grid.second_values.size() == 0) fmt::format_to(out, "\n");
        fmt::format_to(out, "{} {} {}\n", grid.first_values[i / grid.second_values.size()],
                       grid.second_values[i % grid.second_values.size()], grid.outcomes[i][outcome]);
    }
    // The palette is viridis (Smith and van der Walt), even to the eye and in grey.
    fmt::format_to(
        out,
        "EOD\nset lmargin at screen 0.11\nset rmargin at screen 0.86\nset bmargin at screen 0.12\nset tmargin "
        "at screen {}\nset xlabel {}\nset ylabel {}\nset tics out nomirror scale 0.6\nset palette defined (0 "
        "'#440154', 1 '#414487', 2 '#2a788e', 3 '#22a884', 4 '#7ad151', 5 '#fde725')\nset xrange "
        "[*:*] noextend\nset yrange [*:*] noextend\n",
        1 - top_margin / height, axis(grid.first), axis(grid.second));
    text.append(
        words(subject.model.title.empty() ? subject.model.name : subject.model.title, 0.11, 24, height, 17, "#000000"));
    text.append(words(in_words(subject, outcome), 0.11, 48, height, 13, "#555555"));
    fmt::format_to(out, "set view map\nset pm3d map interpolate 4,4\nsplot $grid using 1:2:3 with pm3d notitle\n");
    return fmt::to_string(text);
}

}  // namespace

std::string draw_tornado(const Subject& subject, const std::vector<OneWay>& rows, const std::vector<double>& at_base,
                         const RunFolder& folder) {
    const std::string reason = draw_picture(
        "tornado", folder, [&](PictureFormat format) { return tornado_script(subject, rows, at_base, format); });
    return reason.empty() ? "" : "no tornado: " + reason;
}

std::string draw_heat_map(const Subject& subject, const TwoWay& grid, const RunFolder& folder) {
    const std::string reason =
        draw_picture("two_way", folder, [&](PictureFormat format) { return heat_map_script(subject, grid, format); });
    return reason.empty() ? "" : "no heat map: " + reason;
}

}  // namespace ibtr::sensitivity
