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

constexpr double normal_quantile = 1.959963984540054;
constexpr std::size_t most_panels = 12;

/// One outcome by the number of draws: its mean with the error of it, and the credible limits.
Panel convergence_panel(const Material& material, const Rows& rows, const std::vector<std::size_t>& mine,
                        CsvText& csv) {
    Panel panel;
    Series mean{"Mean, 95 % interval from finite draws", 0}, lower{"95 % limits of the parameters", 1},
        upper{"95 % limits of the parameters", 1};
    double low = undefined, high = undefined, most = 1, fewest = undefined;
    for (const std::size_t row : mine) {
        const double draws = rows.number(row, "draws"), value = rows.number(row, "mean"),
                     error = rows.number(row, "mean_se");
        const Limits limits{draws, value - normal_quantile * error, value + normal_quantile * error};
        mean.points.push_back({draws, value});
        if (std::isfinite(limits.low)) mean.band.push_back(limits);
        lower.points.push_back({draws, rows.number(row, "cri_low")});
        upper.points.push_back({draws, rows.number(row, "cri_high")});
        for (const double each :
             {value, limits.low, limits.high, rows.number(row, "cri_low"), rows.number(row, "cri_high")})
            low = std::fmin(low, each), high = std::fmax(high, each);
        most = std::max(most, draws), fewest = std::fmin(fewest, draws);
        csv.row(rows.text(row, "strategy"), rows.text(row, "comparator"), rows.text(row, "endpoint"),
                rows.text(row, "time_years"), rows.text(row, "measure"), draws, value, error,
                rows.number(row, "cri_low"), rows.number(row, "cri_high"));
    }
    panel.title = outcome_in_words(material, rows, mine.front());
    panel.x = logarithmic_axis("Draws", std::min(fewest, most / 2), most);
    panel.y = widened_axis("", low, high, 4);
    panel.series = {std::move(mean), std::move(lower), std::move(upper)};
    return panel;
}

}  // namespace

Figure convergence(const Material& material) {
    const Rows rows = material.files.table("psa_convergence.csv", "`ibtr psa`");
    const auto& chosen = material.request.strategies;
    CsvText csv("strategy,comparator,endpoint,time_years,measure,draws,mean,mean_se,cri_low,cri_high\n");
    Chart chart;
    std::size_t left_out = 0;
    std::vector<std::size_t> mine;
    const auto same_outcome = [&](std::size_t a, std::size_t b) {
        for (const char* column :
             {"strategy", "comparator", "group", "population", "endpoint", "time_years", "measure"})
            if (rows.text(a, column) != rows.text(b, column)) return false;
        return true;
    };
    const auto finish = [&] {
        if (mine.empty()) return;
        if (chart.panels.size() < most_panels)
            chart.panels.push_back(convergence_panel(material, rows, mine, csv));
        else
            ++left_out;
        mine.clear();
    };
    const std::optional<std::string> endpoint = only_endpoint(material.request);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool wanted =
            (!endpoint || rows.text(row, "endpoint") == *endpoint) &&
            rows.text(row, "group") == material.request.group &&
            (!material.request.population || rows.text(row, "population") == *material.request.population) &&
            (chosen.empty() || std::find(chosen.begin(), chosen.end(), rows.text(row, "strategy")) != chosen.end());
        if (!mine.empty() && !same_outcome(mine.front(), row)) finish();
        if (wanted) mine.push_back(row);
    }
    finish();
    if (chart.panels.empty())
        throw UsageError(material.files.path().string() + ": psa_convergence.csv has no such outcome");
    const std::string title = "Convergence by the number of draws";
    return {
        lay_out(chart, material.request.look), title,
        fmt::format(
            "{}: mean over the draws so far, and 95 % limits of the parameters.{} {}", title,
            left_out > 0
                ? fmt::format(" {} further outcomes are not drawn; choose with --endpoint and --strategies.", left_out)
                : "",
            provenance(material, "in the band around the mean, with that of finite draws",
                       "dashed lines; none where not resolved")),
        csv.take()};
}

}  // namespace ibtr::figure
