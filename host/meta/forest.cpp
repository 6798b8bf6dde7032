#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "meta/forest_axis.hpp"
#include "meta/meta_report.hpp"
#include "report/picture.hpp"

namespace ibtr::meta {
namespace {

// The page, in units of the SVG's pixels. Columns are places of text from the left.
constexpr double page_width = 1000, row_height = 26;
constexpr double top_margin = 108, axis_height = 74, foot_line = 19;
constexpr double label_column = 28, group1_column = 356, group2_column = 438, estimate_column = 928,
                 weight_column = 984;
constexpr double plot_left = 462, plot_right = 760;
constexpr const char* study_colour = "#0072B2";
constexpr const char* pooled_colour = "#D55E00";
constexpr const char* quiet_colour = "#555555";

const char* measure_words(EffectMeasure measure) {
    switch (measure) {
        case EffectMeasure::rr:
            return "Risk ratio";
        case EffectMeasure::odds_ratio:
            return "Odds ratio";
        case EffectMeasure::rd:
            return "Risk difference";
        case EffectMeasure::loghr:
            break;
    }
    return "Hazard ratio";
}

const char* method_words(Method method) {
    switch (method) {
        case Method::ee:
            return "one common effect";
        case Method::dl:
            return "random effects (DerSimonian-Laird)";
        case Method::pm:
            return "random effects (Paule-Mandel)";
        case Method::reml:
            return "random effects (REML)";
        case Method::mh:
            return "Mantel-Haenszel";
        case Method::peto:
            break;
    }
    return "Peto";
}

const char* test_words(MeanTest test) {
    switch (test) {
        case MeanTest::z:
            return "normal interval";
        case MeanTest::knha:
            return "Hartung-Knapp interval";
        case MeanTest::adhoc:
            break;
    }
    return "Hartung-Knapp interval, not below the usual one";
}

/// Writes the program of one forest plot.
class ForestScript {
public:
    ForestScript(const MetaAnalysis& analysis, PictureFormat format)
        : analysis_(analysis), axis_(forest_axis(analysis)), notes_(foot_notes()) {
        put("set encoding utf8\n{}", picture_terminal(format, page_width, page_height()));
    }

    std::string write() {
        put_headings();
        put_frame();
        const std::vector<StudyRow>& studies = analysis_.table.studies;
        for (std::size_t i = 0; i < studies.size(); ++i) put_study(studies[i], i);
        put_pooled();
        put_foot_notes();
        put_data();
        return fmt::to_string(text_);
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    }

    [[nodiscard]] bool has_prediction() const { return !std::isnan(analysis_.pooled.prediction.low); }
    /// Studies, half a row of air, the pooled effect, the prediction interval, half a row.
    [[nodiscard]] double rows() const {
        return static_cast<double>(analysis_.table.studies.size()) + (has_prediction() ? 3 : 2);
    }
    [[nodiscard]] double page_height() const {
        return top_margin + rows() * row_height + axis_height + foot_line * static_cast<double>(notes_.size()) + 18;
    }
    /// Row coordinate of the plot: 0 at the top, downwards.
    [[nodiscard]] double pooled_row() const { return static_cast<double>(analysis_.table.studies.size()) + 1; }

    void words(const std::string& text, double from_left, const std::string& y, const char* align, int size,
               const char* colour) {
        put("set label {} at screen {}, {} {} font ',{}' textcolor rgb '{}'\n", gnuplot_string(text),
            from_left / page_width, y, align, size, colour);
    }
    [[nodiscard]] std::string from_top(double pixels) const {
        return fmt::format("screen {}", 1 - pixels / page_height());
    }
    [[nodiscard]] static std::string at_row(double row) { return fmt::format("first {}", row); }

    void put_headings() {
        const StudyTable& table = analysis_.table;
        const char* counted = analysis_.survivors ? "survivors" : "events";
        words(shortened(table.dataset), label_column, from_top(26), "left", 17, "#000000");
        words(fmt::format("{}{}; {}, {}", measure_words(analysis_.measure),
                          analysis_.measure == EffectMeasure::loghr ? "" : fmt::format(" of {}", counted),
                          method_words(analysis_.method), test_words(analysis_.test)),
              label_column, from_top(50), "left", 13, quiet_colour);
        const std::string y = from_top(top_margin - 12);
        words("Study", label_column, y, "left", 12, "#000000");
        if (table.studies.front().counts) {
            words(shortened(table.group1), group1_column, y, "right", 12, "#000000");
            words(shortened(table.group2), group2_column, y, "right", 12, "#000000");
        }
        words(fmt::format("{} [95 % interval]", to_text(analysis_.measure)), estimate_column, y, "right", 12,
              "#000000");
        words("Weight", weight_column, y, "right", 12, "#000000");
    }

    void put_frame() {
        put("set lmargin at screen {}\nset rmargin at screen {}\nset tmargin at screen {}\nset bmargin at screen {}\n",
            plot_left / page_width, plot_right / page_width, 1 - top_margin / page_height(),
            1 - (top_margin + rows() * row_height) / page_height());
        put("set xrange [{}:{}]\nset yrange [{}:0]\nset border 1 linewidth 1 linecolor rgb '#333333'\nunset ytics\n"
            "unset key\nset xtics nomirror out scale 0.6 (",
            axis_.low, axis_.high, rows());
        for (std::size_t i = 0; i < axis_.ticks.size(); ++i)
            put("{}{} {}", i > 0 ? ", " : "", gnuplot_string(axis_.ticks[i].second), axis_.ticks[i].first);
        put(")\nset arrow from first 0, graph 0 to first 0, graph 1 nohead linewidth 1 linecolor rgb '#333333' back\n");
        put("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead linewidth 1 dashtype (6,5) linecolor rgb "
            "'{1}' back\n",
            analysis_.pooled.estimate, pooled_colour);
        const bool ratio = analysis_.measure == EffectMeasure::loghr;
        const std::string what = ratio ? "hazard" : analysis_.survivors ? "survivors" : "events";
        const double below = top_margin + rows() * row_height + 46;
        words(fmt::format("{} {}", ratio ? "lower" : "fewer", what), plot_left, from_top(below), "left", 11,
              quiet_colour);
        words(fmt::format("{} {}", ratio ? "higher" : "more", what), plot_right, from_top(below), "right", 11,
              quiet_colour);
        words("in " + shortened(analysis_.table.group1), (plot_left + plot_right) / 2, from_top(below + 16), "center",
              11, quiet_colour);
    }

    /// A whisker from limit to limit, with an arrow where it leaves the plot.
    void put_whisker(const Interval& interval, double row, double width, const char* colour) {
        const double low = std::max(interval.low, axis_.low), high = std::min(interval.high, axis_.high);
        const bool left = interval.low<axis_.low, right = interval.high> axis_.high;
        const char* head = left && right ? "heads" : left ? "backhead" : right ? "head" : "nohead";
        put("set arrow from first {}, first {} to first {}, first {} {} size screen 0.007,25 filled linewidth {} "
            "linecolor rgb '{}' front\n",
            low, row, high, row, head, width, colour);
    }

    void put_study(const StudyRow& study, std::size_t index) {
        const double row = static_cast<double>(index) + 0.5;
        const std::string y = at_row(row);
        words(shortened(study.label) + (study.derived ? " †" : "") + (study.effect.corrected ? " *" : ""), label_column,
              y, "left", 12, "#000000");
        if (study.counts) {
            words(fmt::format("{}/{}", study.counts->events1, study.counts->n1), group1_column, y, "right", 12,
                  "#000000");
            words(fmt::format("{}/{}", study.counts->events2, study.counts->n2), group2_column, y, "right", 12,
                  "#000000");
        }
        const Interval interval = own_interval(study.effect);
        put_whisker(interval, row, 1.6, study_colour);
        words(with_interval(analysis_.measure, study.effect.estimate, interval), estimate_column, y, "right", 12,
              "#000000");
        words(fmt::format("{:.1f} %", 100 * analysis_.pooled.weights[index]), weight_column, y, "right", 12, "#000000");
    }

    void put_pooled() {
        const Pooled& pooled = analysis_.pooled;
        words("Pooled effect", label_column, at_row(pooled_row()), "left", 13, pooled_colour);
        words(with_interval(analysis_.measure, pooled.estimate, pooled.ci), estimate_column, at_row(pooled_row()),
              "right", 13, pooled_colour);
        if (!has_prediction()) return;
        const double row = pooled_row() + 1;
        words("95 % prediction interval for a new study", label_column, at_row(row), "left", 12, quiet_colour);
        put_whisker(pooled.prediction, row, 3.2, pooled_colour);
        words(interval_text(analysis_.measure, pooled.prediction), estimate_column, at_row(row), "right", 12,
              quiet_colour);
    }

    [[nodiscard]] std::vector<std::string> foot_notes() const {
        std::vector<std::string> notes{heterogeneity_text(analysis_)};
        const auto any = [&](auto property) {
            return std::any_of(analysis_.table.studies.begin(), analysis_.table.studies.end(), property);
        };
        if (any([](const StudyRow& study) { return study.derived; }))
            notes.emplace_back(
                "† open square: counts derived from published rates or Kaplan-Meier curves, not reported");
        if (any([](const StudyRow& study) { return study.effect.corrected; }))
            notes.emplace_back("* a cell is zero: 1/2 was added to all four for this study's own effect");
        return notes;
    }

    void put_foot_notes() {
        for (std::size_t i = 0; i < notes_.size(); ++i)
            words(
                notes_[i], label_column,
                fmt::format("screen {}", (18 + foot_line * static_cast<double>(notes_.size() - 1 - i)) / page_height()),
                "left", 11, quiet_colour);
    }

    /// Squares whose area is the weight, and the diamond.
    void put_data() {
        const std::vector<StudyRow>& studies = analysis_.table.studies;
        const Pooled& pooled = analysis_.pooled;
        const double largest = *std::max_element(pooled.weights.begin(), pooled.weights.end());
        put("$squares << EOD\n");
        for (std::size_t i = 0; i < studies.size(); ++i)
            put("{} {} {} {}\n", studies[i].effect.estimate, static_cast<double>(i) + 0.5,
                0.4 + 1.1 * std::sqrt(pooled.weights[i] / largest), studies[i].derived ? 1 : 0);
        const double row = pooled_row();
        put("EOD\n$diamond << EOD\n{0} {1}\n{2} {3}\n{4} {1}\n{2} {5}\n{0} {1}\nEOD\n", pooled.ci.low, row,
            pooled.estimate, row - 0.3, pooled.ci.high, row + 0.3);
        // Filled over the whisker; a white heart marks derived counts.
        put("plot $squares using 1:2:3 with points pointtype 5 pointsize variable linecolor rgb '{0}', \\\n"
            "     $squares using 1:2:($4 > 0 ? $3 * 0.6 : NaN) with points pointtype 5 pointsize variable linecolor "
            "rgb "
            "'white', \\\n"
            "     $diamond using 1:2 with filledcurves closed fillstyle solid 1 noborder linecolor rgb '{1}'\n",
            study_colour, pooled_colour);
    }

    const MetaAnalysis& analysis_;
    ForestAxis axis_;
    std::vector<std::string> notes_;
    fmt::memory_buffer text_;
};

}  // namespace

std::string forest_plot_script(const MetaAnalysis& analysis, PictureFormat format) {
    return ForestScript(analysis, format).write();
}

std::string draw_forest_plot(const MetaAnalysis& analysis, const RunFolder& folder) {
    const std::string reason =
        draw_picture("forest", folder, [&](PictureFormat format) { return forest_plot_script(analysis, format); });
    return reason.empty() ? "" : "no forest plot: " + reason;
}

}  // namespace ibtr::meta
