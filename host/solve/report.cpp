#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "ibtr/solve.hpp"
#include "output/csv_text.hpp"
#include "output/gnuplot.hpp"
#include "output/json_number.hpp"
#include "output/picture.hpp"

namespace ibtr {
namespace {

using Json = nlohmann::ordered_json;

double lowest(const Root& root) {
    return root.at.empty() ? std::nan("") : root.at.front();
}

std::string what_in_words(const Estimand& estimand) {
    const std::string against = estimand.comparator.empty() ? "" : " against " + estimand.comparator;
    return fmt::format("{} of {} at {:g} years, {}{}", estimand.measure, estimand.endpoint, estimand.time_years,
                       estimand.strategy, against);
}

}  // namespace

std::string solve_csv(const Model& model, const SolvedTarget& solved) {
    CsvText csv(
        "target,parameter,unit,range_low,range_high,wanted,wanted_number,root,further_roots,closest,closest_number,"
        "draws,share_without_root,root_median,root_low,root_high\n");
    const Parameter& parameter = model.parameters[solved.solution.parameter];
    for (const Root& root : solved.solution.roots) {
        csv.field(solved.target);
        csv.field(parameter.name);
        csv.field(parameter.unit);
        csv.field(solved.solution.range.low);
        csv.field(solved.solution.range.high);
        csv.field(root.wanted.what);
        csv.field(root.wanted.number);
        csv.field(lowest(root));
        csv.field(root.at.empty() ? 0.0 : static_cast<double>(root.at.size() - 1));
        csv.field(root.closest);
        csv.field(root.closest_number);
        const bool drawn = root.wanted.what == "value" && solved.distribution.draws > 0;
        const RootDistribution& roots = solved.distribution;
        csv.field(drawn ? static_cast<double>(roots.draws) : std::nan(""));
        csv.field(drawn ? roots.share_without() : std::nan(""));
        for (const double probability : {0.5, 0.025, 0.975})
            csv.field(drawn ? roots.quantile(probability) : std::nan(""));
        csv.end_row();
    }
    return csv.take();
}

std::string solve_curve_csv(const Model& model, const SolvedTarget& solved) {
    CsvText csv(model.parameters[solved.solution.parameter].name + "," + solved.estimand.measure + "\n");
    for (const auto& [x, number] : solved.solution.curve) {
        csv.field(x);
        csv.field(number);
        csv.end_row();
    }
    return csv.take();
}

std::string solve_json(const Model& model, const SolvedTarget& solved, const RunIdentity& identity, JsonLayout layout) {
    Json roots = Json::array();
    for (const Root& root : solved.solution.roots)
        roots.push_back({{"wanted", root.wanted.what},
                         {"number", root.wanted.number},
                         {"roots", root.at},
                         {"closest", number_or_null(root.closest)},
                         {"closest_number", number_or_null(root.closest_number)}});
    const RootDistribution& drawn = solved.distribution;
    Json distribution = nullptr;
    if (drawn.draws > 0)
        distribution = {{"draws", drawn.draws},
                        {"share_without_root", drawn.share_without()},
                        {"median", number_or_null(drawn.quantile(0.5))},
                        {"low", number_or_null(drawn.quantile(0.025))},
                        {"high", number_or_null(drawn.quantile(0.975))}};
    const Json summary = {{"schema", 1},
                          {"config_hash", identity.config_hash},
                          {"target", solved.target},
                          {"parameter", model.parameters[solved.solution.parameter].name},
                          {"roots", std::move(roots)},
                          {"over_draws", std::move(distribution)}};
    return layout == JsonLayout::one_line ? summary.dump() + "\n" : summary.dump(2) + "\n";
}

std::string solve_text(const Model& model, const SolvedTarget& solved) {
    const std::string& name = model.parameters[solved.solution.parameter].name;
    std::string text = fmt::format("{}: {}\n", solved.target, what_in_words(solved.estimand));
    for (const Root& root : solved.solution.roots) {
        const std::string wanted = fmt::format("  {:<8} {:.4g}", root.wanted.what, root.wanted.number);
        if (root.at.empty())
            text += fmt::format("{}: no value of {} from {:.4g} to {:.4g} gives it; the closest is {:.4g}, at {:.4g}\n",
                                wanted, name, solved.solution.range.low, solved.solution.range.high,
                                root.closest_number, root.closest);
        else
            text += fmt::format("{}: {} = {:.4g}\n", wanted, name, fmt::join(root.at, " or "));
    }
    if (const RootDistribution& drawn = solved.distribution; drawn.draws > 0)
        text += fmt::format(
            "  over {} draws of the other parameters: median {:.4g} ({:.4g} to {:.4g}); {:.1f} % of "
            "draws have no such value\n",
            drawn.draws, drawn.quantile(0.5), drawn.quantile(0.025), drawn.quantile(0.975),
            100 * drawn.share_without());
    return text;
}

std::string draw_solution(const Model& model, const SolvedTarget& solved, const RunFolder& folder) {
    constexpr double width = 900, height = 560, left = 0.11, right = 0.96, bottom = 0.13, top = 0.85;
    const Parameter& parameter = model.parameters[solved.solution.parameter];
    const auto script = [&](PictureFormat format) {
        fmt::memory_buffer text;
        const auto out = std::back_inserter(text);
        fmt::format_to(out, "set encoding utf8\n{}$curve << EOD\n", picture_terminal(format, width, height));
        for (const auto& [x, number] : solved.solution.curve)
            if (std::isfinite(number)) fmt::format_to(out, "{} {}\n", x, number);
        fmt::format_to(
            out,
            "EOD\nset lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen "
            "{}\nset border 3 linecolor rgb '#333333'\nset tics nomirror out scale 0.6\nset xrange [{}:{}]\n{}set "
            "xlabel {}\nset ylabel {}\nset grid ytics linetype 1 linecolor rgb '#e6e6e6'\nunset key\n",
            left, right, bottom, top, solved.solution.range.low, solved.solution.range.high,
            solved.solution.range.logarithmic ? "set logscale x\n" : "",
            gnuplot_string(fmt::format("{} [{}]", parameter.name, parameter.unit)),
            gnuplot_string(fmt::format("{} of {}", solved.estimand.measure, solved.estimand.endpoint)));
        const auto heading = [&](const std::string& words, double y, int size, const char* colour) {
            fmt::format_to(out, "set label {} at screen {}, screen {} left font ',{}' textcolor rgb '{}'\n",
                           gnuplot_string(words), left, y, size, colour);
        };
        heading(model.title.empty() ? model.name : model.title, 0.955, 16, "#000000");
        heading(
            fmt::format("{}: {}. Across: published value and limits", solved.target, what_in_words(solved.estimand)),
            0.905, 12, "#555555");
        for (const Root& root : solved.solution.roots) {
            const bool value = root.wanted.what == "value";
            fmt::format_to(out,
                           "set arrow from graph 0, first {0} to graph 1, first {0} nohead linewidth {1} dashtype {2} "
                           "linecolor rgb '#D55E00'\n",
                           root.wanted.number, value ? 1.8 : 1.2, value ? "solid" : "(8,6)");
            for (const double x : root.at)
                fmt::format_to(out,
                               "set label '{:.3g}' at first {}, first {} left offset character 0.8,-0.7 point "
                               "pointtype 7 pointsize 0.8 linecolor rgb '#D55E00' textcolor rgb '#D55E00'\n",
                               x, x, root.wanted.number);
        }
        fmt::format_to(out,
                       "plot $curve using 1:2 with linespoints linewidth 2.2 pointtype 7 pointsize 0.5 linecolor "
                       "rgb '#0072B2'");
        for (const Root& root : solved.solution.roots)  // so that the axis reaches what is wanted
            fmt::format_to(out, ", {} with lines linewidth 0.1 linecolor rgb '#D55E00'", root.wanted.number);
        fmt::format_to(out, "\n");
        return fmt::to_string(text);
    };
    const std::string reason = draw_picture("solve", folder, script);
    return reason.empty() ? "" : "no figure: " + reason;
}

}  // namespace ibtr
