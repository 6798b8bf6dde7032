#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "report/picture.hpp"
#include "validate/validation.hpp"

namespace ibtr {
namespace {

// The page, in units of the SVG's pixels.
constexpr double page_width = 1000, row_height = 17, top_margin = 92, bottom_margin = 84;
constexpr double label_column = 28, z_column = 984;
constexpr double shares_left = 250, shares_right = 560, ratios_left = 610, ratios_right = 920;
constexpr const char* published_colour = "#0072B2";
constexpr const char* model_colour = "#D55E00";
constexpr const char* quiet_colour = "#555555";
/// Marks behind the names of targets.
const std::string mismatch_mark = "*", construction_mark = "†", one_sided_mark = "‡";
/// Ends of the axis of ratios; what reaches further out is cut off there.
constexpr double ratio_low = 0.25, ratio_high = 8;

/// Writes the program of the figure: a row a target, proportions in the left panel and ratios in the right one.
class ValidationScript {
public:
    ValidationScript(const Model& model, const Validation& validation, PictureFormat format) : title_(model.title) {
        const Score score = score_of(validation.results);
        if (score.judged > 0)
            score_ = fmt::format("{} of {} independent cohorts met", score.cohorts_met, score.cohorts);
        for (const TargetResult& result : validation.results)
            if (std::isfinite(result.model) && !result.target.what.is(Measure::p_value)) rows_.push_back(&result);
        put("set encoding utf8\n{}set multiplot\n", picture_terminal(format, page_width, page_height()));
    }

    std::string write() {
        words(title_, label_column, from_top(26), "left", 17, "#000000");
        words("Published value and 95 % interval", label_column, from_top(50), "left", 13, published_colour);
        words("model, with the 95 % interval of parameter draws where there are any", 300, from_top(50), "left", 13,
              model_colour);
        words("z", z_column, from_top(top_margin - 10), "right", 12, "#000000");
        words(footnotes(), label_column, from_top(page_height() - 14), "left", 11, quiet_colour);
        words(score_, z_column, from_top(26), "right", 13, "#000000");
        for (std::size_t i = 0; i < rows_.size(); ++i) put_labels(*rows_[i], i);
        put_data();
        const bool ratios = any(is_ratio);
        if (!ratios || any([](const TargetResult& r) { return !is_ratio(r); })) {
            put_panel(false, shares_left, ratios ? shares_right : ratios_right, "proportion");
            put("unset label\nunset arrow\n");
        }
        if (ratios) put_panel(true, ratios_left, ratios_right, "ratio (log scale)");
        put("unset multiplot\n");
        return fmt::to_string(text_);
    }

private:
    template <class... Args>
    void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    }

    static bool is_ratio(const TargetResult& result) {
        return result.quantity && is_contrast(result.quantity->measure);
    }
    template <class Predicate>
    [[nodiscard]] bool any(Predicate predicate) const {
        return std::any_of(rows_.begin(), rows_.end(), [&](const TargetResult* row) { return predicate(*row); });
    }

    [[nodiscard]] double plot_height() const { return static_cast<double>(rows_.size()) * row_height; }
    [[nodiscard]] double page_height() const { return top_margin + plot_height() + bottom_margin; }
    [[nodiscard]] std::string from_top(double pixels) const {
        return fmt::format("screen {}", 1 - pixels / page_height());
    }

    void words(const std::string& text, double from_left, const std::string& y, const char* align, int size,
               const char* colour) {
        put("set label {} at screen {}, {} {} font ',{}' textcolor rgb '{}'\n", gnuplot_string(text),
            from_left / page_width, y, align, size, colour);
    }

    /// What the marks behind the names mean, of those that are there.
    [[nodiscard]] std::string footnotes() const {
        std::string text;
        const auto explain = [&](const std::string& mark, const char* meaning) {
            if (any([&](const TargetResult& result) { return mark_of(result) == mark; }))
                text += (text.empty() ? "" : "     ") + mark + " " + meaning;
        };
        explain(mismatch_mark, "counts events that the model has not: shown, never judged");
        explain(construction_mark, "a parameter is solved on it");
        explain(one_sided_mark, "judged in one direction only");
        return text;
    }

    static std::string mark_of(const TargetResult& result) {
        return result.status == TargetStatus::structural_mismatch ? mismatch_mark
               : result.by_construction                           ? construction_mark
               : result.status == TargetStatus::one_sided         ? one_sided_mark
                                                                  : "";
    }

    void put_labels(const TargetResult& result, std::size_t row) {
        const std::string y = from_top(top_margin + (static_cast<double>(row) + 0.5) * row_height);
        const Target& target = result.target;
        const bool mismatch = result.status == TargetStatus::structural_mismatch;
        words(fmt::format("{}  {} {} {}", target.name, target.what.endpoint,
                          target.what.is(Measure::proportion) ? "" : target.what.measure, mark_of(result)),
              label_column, y, "left", 11, mismatch ? quiet_colour : "#000000");
        if (std::isfinite(result.z)) words(fmt::format("{:+.1f}", result.z), z_column, y, "right", 11, quiet_colour);
    }

    void put_data() {
        const auto cell = [](double value) { return std::isfinite(value) ? fmt::format("{}", value) : "NaN"; };
        put("$rows << EOD\n");
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const TargetResult& r = *rows_[i];
            put("{} {} {} {} {} {} {} {}\n", static_cast<double>(i) + 0.5, is_ratio(r) ? 1 : 0, cell(r.published),
                cell(r.pub_low), cell(r.pub_high), cell(r.model), cell(r.cri_low), cell(r.cri_high));
        }
        put("EOD\n");
    }

    void put_panel(bool ratios, double left, double right, const char* axis) {
        put("set lmargin at screen {}\nset rmargin at screen {}\nset tmargin at screen {}\nset bmargin at screen {}\n",
            left / page_width, right / page_width, 1 - top_margin / page_height(), bottom_margin / page_height());
        put("set yrange [{}:0]\nset border 1 linewidth 1 linecolor rgb '#333333'\nunset ytics\nunset key\n",
            rows_.size());
        if (ratios)
            put("set logscale x\nset xrange [{}:{}]\nset xtics nomirror out (0.25, 0.5, 1, 2, 4, 8)\n"
                "set arrow from first 1, graph 0 to first 1, graph 1 nohead linewidth 1 linecolor rgb '#999999' back\n",
                ratio_low, ratio_high);
        else
            put("set xrange [0:1]\nset xtics nomirror out 0.2\n");
        put("set xlabel '{}' textcolor rgb '{}'\n", axis, quiet_colour);
        const int kind = ratios ? 1 : 0;
        put_cut_ends(ratios);
        put("plot $rows using ($2=={0}?$4:NaN):($1-0.18):($5-$4):(0) with vectors nohead linewidth 1.6 linecolor rgb "
            "'{1}', \\\n"
            "     $rows using ($2=={0}?$3:NaN):($1-0.18) with points pointtype 5 pointsize 0.6 linecolor rgb '{1}', "
            "\\\n"
            "     $rows using ($2=={0}?$7:NaN):($1+0.18):($8-$7):(0) with vectors nohead linewidth 1.6 linecolor rgb "
            "'{2}', \\\n"
            "     $rows using ($2=={0}?$6:NaN):($1+0.18) with points pointtype 7 pointsize 0.6 linecolor rgb '{2}'\n",
            kind, published_colour, model_colour);
    }

    /// An arrow where an interval goes on beyond an end of the axis.
    void put_cut_ends(bool ratios) {
        const double low = ratios ? ratio_low : 0, high = ratios ? ratio_high : 1;
        const auto cut = [&](double from, double to, double y, const char* colour) {
            if (from < low) put_arrow(0.03, 0, y, colour);
            if (to > high) put_arrow(0.97, 1, y, colour);
        };
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const TargetResult& r = *rows_[i];
            if (ratios != is_ratio(r)) continue;
            cut(r.pub_low, r.pub_high, static_cast<double>(i) + 0.32, published_colour);
            cut(r.cri_low, r.cri_high, static_cast<double>(i) + 0.68, model_colour);
        }
    }

    void put_arrow(double from, double to, double y, const char* colour) {
        put("set arrow from graph {}, first {} to graph {}, first {} head filled size graph 0.02,20 linewidth 1.6 "
            "linecolor rgb '{}' front\n",
            from, y, to, y, colour);
    }

    std::string title_, score_;
    std::vector<const TargetResult*> rows_;
    fmt::memory_buffer text_;
};

}  // namespace

std::string validation_plot_script(const Model& model, const Validation& validation, PictureFormat format) {
    return ValidationScript(model, validation, format).write();
}

std::string draw_validation_plot(const Model& model, const Validation& validation, const RunFolder& folder) {
    const std::string reason = draw_picture(
        "validation", folder, [&](PictureFormat format) { return validation_plot_script(model, validation, format); });
    return reason.empty() ? "" : "no figure: " + reason;
}

}  // namespace ibtr
