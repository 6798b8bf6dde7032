#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "ibtr/estimate.hpp"
#include "model/endpoint_words.hpp"
#include "report/run_files.hpp"

namespace ibtr {
namespace {

std::string words(const Model& model, const Headline& line) {
    if (line.measure != Measure::proportion) return traits(line.measure).words;
    return endpoint_in_words(model, line.endpoint);
}

/// "0.8312 [0.8301, 0.8323]", four decimals; the interval is left out where there is none, "exact" stands for no error.
std::string with_interval_text(const Headline& line) {
    const Estimate& estimate = line.estimate;
    if (std::isnan(estimate.value)) return "undefined";
    std::string text = fmt::format("{:.4f}", estimate.value);
    // No spread means equal strategies, or that no simulated woman's outcome differed; the exact solution tells which.
    const bool known_to_differ = std::abs(line.exact - estimate.value) > 1e-9;
    if (estimate.mc_se == 0)
        text += known_to_differ ? " (no spread)" : " exact";
    else if (!std::isnan(estimate.ci_low))
        text += fmt::format(" [{:.4f}, {:.4f}]", estimate.ci_low, estimate.ci_high);
    if (!std::isnan(line.credible.low))
        text += fmt::format(" {{{:.4f}, {:.4f}}}", line.credible.low, line.credible.high);
    return text;
}

std::string who(const Model& model, const Headline& line) {
    const std::string& name = model.strategies[line.strategy].name;
    return line.comparator ? name + " : " + model.strategies[*line.comparator].name : name;
}

struct Row {
    std::string what, who, value, exact;
};

Row row_of(const Model& model, const Headline& line) {
    Row row{words(model, line), who(model, line), with_interval_text(line), ""};
    if (!std::isnan(line.z)) row.exact = fmt::format("{:.4f}  z {:+.1f}", line.exact, line.z);
    return row;
}

}  // namespace

std::string headline_table(const Model& model, std::span<const Headline> lines) {
    std::vector<Headline> sorted(lines.begin(), lines.end());
    // Proportions come before contrasts, as in the list; within them one table a landmark and population.
    std::stable_sort(sorted.begin(), sorted.end(), [](const Headline& a, const Headline& b) {
        return std::pair(a.population, a.time_years) < std::pair(b.population, b.time_years);
    });
    std::vector<Row> rows;
    Row width;
    for (const Headline& line : sorted) {
        rows.push_back(row_of(model, line));
        width.what.resize(std::max(width.what.size(), rows.back().what.size()));
        width.who.resize(std::max(width.who.size(), rows.back().who.size()));
        width.value.resize(std::max(width.value.size(), rows.back().value.size()));
    }
    const bool credible =
        std::any_of(lines.begin(), lines.end(), [](const Headline& l) { return !std::isnan(l.credible.low); });
    const bool simulated =
        std::any_of(lines.begin(), lines.end(), [](const Headline& l) { return !std::isnan(l.estimate.ci_low); });
    const bool exact = std::any_of(lines.begin(), lines.end(), [](const Headline& l) { return !std::isnan(l.z); });

    fmt::memory_buffer text;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const bool new_table = k == 0 || sorted[k].time_years != sorted[k - 1].time_years ||
                               sorted[k].population != sorted[k - 1].population;
        if (new_table)
            fmt::format_to(std::back_inserter(text), "{}At {} years, {}:\n", k == 0 ? "" : "\n", sorted[k].time_years,
                           in_words(sorted[k].population));
        const std::string line =
            fmt::format("  {:<{}}  {:<{}}  {:<{}}  {}", rows[k].what, width.what.size(), rows[k].who, width.who.size(),
                        rows[k].value, width.value.size(), rows[k].exact);
        text.append(std::string_view(line).substr(0, line.find_last_not_of(' ') + 1));
        text.push_back('\n');
    }
    std::vector<std::string> legend;
    if (simulated) legend.push_back("[ ]: 95 % interval from the number of simulated " + model.people);
    if (credible) legend.emplace_back("{ }: 95 % interval from the parameters");
    if (exact) legend.emplace_back("right: exact solution and distance in standard errors");
    if (!legend.empty()) fmt::format_to(std::back_inserter(text), "{}\n", fmt::join(legend, "; "));
    return fmt::to_string(text);
}

}  // namespace ibtr
