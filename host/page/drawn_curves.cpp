#include "page/drawn_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

namespace ibtr::page {
namespace {

using DrawnJson = nlohmann::ordered_json;

constexpr std::size_t most_single_draws = 50;
constexpr std::array<double, 6> quantile_levels{0.025, 0.10, 0.25, 0.75, 0.90, 0.975};

/// Strategy, population, endpoint and time of a number, the time in thousandths of a year.
using SpreadKey = std::tuple<std::string, std::string, std::string, long>;

long in_thousandths(double years) {
    return std::lround(1000 * years);
}

/// The share of a number's spread that is the parameters', by psa_summary.csv.
std::map<SpreadKey, double> shares_of_parameters(const RunRecord& record) {
    std::map<SpreadKey, double> shares;
    const CsvTable* table = record.table("psa_summary");
    if (table == nullptr) return shares;
    const auto strategy = table->find_column("strategy"), group = table->find_column("group"),
               population = table->find_column("population"), endpoint = table->find_column("endpoint"),
               time = table->find_column("time_years"), measure = table->find_column("measure"),
               raw = table->find_column("sd_uncorrected"), corrected = table->find_column("sd_corrected");
    if (!strategy || !group || !population || !endpoint || !time || !measure || !raw || !corrected) return shares;
    for (const CsvRow& row : table->rows) {
        if (row.fields[*group] != "all" || row.fields[*measure] != "value") continue;
        const double whole = parse_number(row.fields[*raw]).value_or(0);
        const double own = parse_number(row.fields[*corrected]).value_or(whole);
        const double years = parse_number(row.fields[*time]).value_or(-1);
        if (whole > 0)
            shares[{row.fields[*strategy], row.fields[*population], row.fields[*endpoint], in_thousandths(years)}] =
                own / whole;
    }
    return shares;
}

/// Interpolated between order statistics, as R's default (type 7; Hyndman and Fan 1996).
double quantile_of_sorted(const std::vector<double>& sorted, double level) {
    const double place = level * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - std::floor(place));
}

double to_five_digits(double number) {
    return std::stod(fmt::format("{:.5g}", number));
}

DrawnJson curve_json(const DrawnCurve& curve, const std::map<SpreadKey, double>& shares) {
    const std::size_t draws = curve.values.size(), single = std::min(draws, most_single_draws);
    std::vector<DrawnJson> quantiles(quantile_levels.size(), DrawnJson::array()), singles(single, DrawnJson::array());
    for (std::size_t t = 0; t < curve.times_years.size(); ++t) {
        std::vector<double> numbers;
        for (const std::vector<float>& draw : curve.values) numbers.push_back(static_cast<double>(draw[t]));
        const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(draws);
        const auto share =
            shares.find({curve.strategy, curve.population, curve.endpoint, in_thousandths(curve.times_years[t])});
        const double kept = share == shares.end() ? 1 : share->second;
        for (double& number : numbers) number = mean + kept * (number - mean);
        for (std::size_t d = 0; d < single; ++d) singles[d].push_back(to_five_digits(numbers[d]));
        std::sort(numbers.begin(), numbers.end());
        for (std::size_t q = 0; q < quantile_levels.size(); ++q)
            quantiles[q].push_back(to_five_digits(quantile_of_sorted(numbers, quantile_levels[q])));
    }
    return {{"strategy", curve.strategy}, {"population", curve.population}, {"endpoint", curve.endpoint},
            {"times", curve.times_years}, {"quantiles", quantiles},         {"draws", singles}};
}

}  // namespace

nlohmann::ordered_json drawn_curves_json(const RunRecord& record, const std::vector<DrawnCurve>& curves) {
    const std::map<SpreadKey, double> shares = shares_of_parameters(record);
    DrawnJson all = DrawnJson::array();
    for (const DrawnCurve& curve : curves)
        if (!curve.values.empty()) all.push_back(curve_json(curve, shares));
    return all;
}

}  // namespace ibtr::page
