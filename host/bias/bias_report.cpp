#include "bias/bias_report.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "ibtr/error.hpp"

namespace ibtr::bias {
namespace {

using Json = nlohmann::ordered_json;

void require_ratio(const ObservedRatio& asked) {
    const auto is_ratio = [](double value) { return value > 0 && std::isfinite(value); };
    if (!is_ratio(asked.ratio)) throw UsageError(fmt::format("--ratio {:g}: must be above 0", asked.ratio));
    if (std::isnan(asked.low) != std::isnan(asked.high))
        throw UsageError("--low and --high are the two limits of an interval: give both");
    if (std::isnan(asked.low)) return;
    if (!is_ratio(asked.low) || !is_ratio(asked.high) || asked.low > asked.ratio || asked.high < asked.ratio)
        throw UsageError(fmt::format("--low {:g} --high {:g}: the interval must hold the ratio, {:g}", asked.low,
                                     asked.high, asked.ratio));
}

std::string ratio_text(const ObservedRatio& ratio) {
    if (std::isnan(ratio.low)) return fmt::format("{:.3f}", ratio.ratio);
    return fmt::format("{:.3f} ({:.3f} to {:.3f})", ratio.ratio, ratio.low, ratio.high);
}

Json ratio_json(const ObservedRatio& ratio) {
    return {{"ratio", number_or_null(ratio.ratio)},
            {"low", number_or_null(ratio.low)},
            {"high", number_or_null(ratio.high)}};
}

}  // namespace

BiasAnalysis analyse_bias(const ObservedRatio& asked, std::optional<double> risk, double true_ratio,
                          const SurfaceGrid& grid) {
    require_ratio(asked);
    if (!(true_ratio > 0)) throw UsageError(fmt::format("--true {:g}: must be above 0", true_ratio));
    const ObservedRatio observed = risk ? ratio_of_events(asked, *risk) : asked;
    return {asked, risk, observed, true_ratio, bias_surface(observed, grid)};
}

std::string bias_csv(const BiasAnalysis& analysis) {
    CsvText csv(
        "prevalence_comparator,odds_ratio,prevalence,outcome_ratio,bross_factor,bounding_factor,ratio,low,high\n");
    for (const SurfacePoint& point : analysis.surface)
        csv.row(point.prevalence_in_comparator, point.odds_ratio, point.prevalence, point.outcome_ratio, point.bross,
                point.bound, point.adjusted.ratio, point.adjusted.low, point.adjusted.high);
    return csv.take();
}

std::string bias_json(const BiasAnalysis& analysis, bool one_line) {
    const Json json = {
        {"schema", 1},
        {"command", "bias"},
        {"asked", ratio_json(analysis.asked)},
        {"risk", analysis.risk ? Json(*analysis.risk) : Json(nullptr)},
        {"of_events", ratio_json(analysis.observed)},
        {"true", analysis.true_ratio},
        {"e_value", number_or_null(e_value(analysis.observed.ratio, analysis.true_ratio))},
        {"e_value_interval", number_or_null(e_value_of_interval(analysis.observed, analysis.true_ratio))},
        {"points", analysis.surface.size()},
    };
    return one_line ? json.dump() : json.dump(2) + '\n';
}

std::string bias_table(const BiasAnalysis& analysis) {
    std::string text;
    if (analysis.risk)
        text += fmt::format("{} as many without the event, of whom {:g} had it in the comparator: ratio of events {}\n",
                            ratio_text(analysis.asked), *analysis.risk, ratio_text(analysis.observed));
    else
        text += fmt::format("ratio of events {}\n", ratio_text(analysis.observed));
    text += fmt::format("E-value {:.2f}", e_value(analysis.observed.ratio, analysis.true_ratio));
    if (const double limit = e_value_of_interval(analysis.observed, analysis.true_ratio); !std::isnan(limit))
        text += fmt::format("; of the limit nearer to {:g}: {:.2f}", analysis.true_ratio, limit);
    text += "\n\n  a factor that multiplies the risk by   must be more frequent in one group by, at least\n";
    const double q = analysis.observed.ratio / analysis.true_ratio;
    for (const double outcome : std::array{1.5, 2.0, 3.0, 5.0, 10.0}) {
        const double needed = exposure_ratio_needed(q < 1 ? 1 / q : q, outcome);
        text += fmt::format("  {:>37g}   {}\n", outcome,
                            std::isinf(needed) ? "no ratio does" : fmt::format("{:.2f} times", needed));
    }
    return text;
}

void write_bias(const BiasAnalysis& analysis, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("bias.csv", bias_csv(analysis));
    folder.write("summary.json", bias_json(analysis, false));
}

FileNames bias_files() {
    return {"bias.csv", "summary.json"};
}

}  // namespace ibtr::bias
