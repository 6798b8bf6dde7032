#include "economics/economics_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string_view>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "model/people.hpp"

namespace ibtr {
namespace {

std::string standing_text(const Model& model, const CostsAndEffects::OfStrategy& strategy) {
    if (strategy.standing != Standing::on_frontier) return to_text(strategy.standing);
    if (!strategy.compared_with) return "on frontier";
    return fmt::format("{} a QALY against {}", money(strategy.icer.value),
                       model.strategies[*strategy.compared_with].name);
}

/// Cheapest first; undefined ones last.
std::vector<std::size_t> by_cost(const std::vector<CostsAndEffects::OfStrategy>& strategies) {
    std::vector<std::size_t> order(strategies.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double one = strategies[a].cost.value, other = strategies[b].cost.value;
        return std::isfinite(one) && (!std::isfinite(other) || one < other);
    });
    return order;
}

std::string years_text(double years) {
    return std::isfinite(years) ? fmt::format("{:.3f}", years) : "undefined";
}

bool is_simulated(const CostsAndEffects& results) {
    return std::any_of(results.strategies.begin(), results.strategies.end(),
                       [](const auto& strategy) { return strategy.cost.mc_se > 0 || strategy.qaly.mc_se > 0; });
}

/// "+-12" of a simulation.
std::string error_text(const MeanWithError& mean, bool simulated, int decimals) {
    if (!simulated || !(mean.mc_se > 0)) return "";
    return decimals == 0 ? "+-" + money(mean.mc_se) : fmt::format("+-{:.{}f}", mean.mc_se, decimals);
}

std::string means_table(const Model& model, const CostsAndEffects& results) {
    const std::size_t width = longest_name(model);
    const bool simulated = is_simulated(results);
    std::string text;
    for (const std::size_t s : by_cost(results.strategies)) {
        const CostsAndEffects::OfStrategy& strategy = results.strategies[s];
        text += fmt::format("  {:<{}}  {:>10}  {:>9}", model.strategies[s].name, width,
                            years_text(strategy.life_years.value), years_text(strategy.qaly.value));
        if (simulated) text += fmt::format(" {:<7}", error_text(strategy.qaly, simulated, 3));
        text += fmt::format("  {:>10}", money(strategy.cost.value));
        if (simulated) text += fmt::format(" {:<8}", error_text(strategy.cost, simulated, 0));
        text += fmt::format("  {}\n", standing_text(model, strategy));
    }
    return text;
}

std::string means_heading(const Model& model, const CostsAndEffects& results) {
    const bool simulated = is_simulated(results);
    return fmt::format("  {:<{}}  {:>10}  {:>9}{}  {:>10}{}  {}\n", "", longest_name(model), "life years", "QALYs",
                       simulated ? "        " : "", "cost", simulated ? "         " : "", "ICER");
}

/// The best strategy and from which willingness to pay on.
std::string choice_line(const Model& model, const CostsAndEffects& results) {
    std::string text;
    std::optional<std::size_t> before;
    for (const CostsAndEffects::NetBenefit& each : results.net_benefit) {
        if (!each.best || each.best == before) continue;
        text += fmt::format("{}{} from {}", text.empty() ? "" : ", ", model.strategies[*each.best].name,
                            money(each.willingness));
        before = each.best;
    }
    return text.empty() ? text : "  Most net benefit: " + text + " a QALY on\n";
}

}  // namespace

std::string money(double value) {
    if (!std::isfinite(value)) return "undefined";
    const std::string digits = fmt::format("{:.0f}", std::abs(value));
    std::string text = value < 0 && digits != "0" ? "-" : "";
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::size_t longest_name(const Model& model) {
    std::size_t longest = 0;
    for (const Strategy& strategy : model.strategies) longest = std::max(longest, strategy.name.size());
    return longest;
}

std::string icer_csv(const Model& model, std::span<const CostsAndEffects> results) {
    CsvText csv(
        "population,group,strategy,cost,qaly,life_years,standing,compared_with,incremental_cost,incremental_qaly,icer,"
        "cost_mc_se,qaly_mc_se,life_years_mc_se,incremental_cost_mc_se,incremental_qaly_mc_se,icer_mc_se\n");
    for (const CostsAndEffects& each : results)
        for (std::size_t s = 0; s < each.strategies.size(); ++s) {
            const CostsAndEffects::OfStrategy& of = each.strategies[s];
            csv.row(to_text(each.population), each.group, model.strategies[s].name, of.cost.value, of.qaly.value,
                    of.life_years.value, to_text(of.standing),
                    of.compared_with ? std::string_view(model.strategies[*of.compared_with].name) : "",
                    of.incremental_cost.value, of.incremental_qaly.value, of.icer.value, of.cost.mc_se, of.qaly.mc_se,
                    of.life_years.mc_se, of.incremental_cost.mc_se, of.incremental_qaly.mc_se, of.icer.mc_se);
        }
    return csv.take();
}

std::string net_benefit_csv(const Model& model, std::span<const CostsAndEffects> results) {
    CsvText csv("population,group,willingness_to_pay,strategy,net_benefit,mc_se,best\n");
    for (const CostsAndEffects& each : results)
        for (const CostsAndEffects::NetBenefit& at : each.net_benefit)
            for (std::size_t s = 0; s < at.of_strategy.size(); ++s)
                csv.row(to_text(each.population), each.group, at.willingness, model.strategies[s].name,
                        at.of_strategy[s].value, at.of_strategy[s].mc_se, at.best == s ? "yes" : "no");
    return csv.take();
}

std::string costs_and_effects_table(const Model& model, const Economics& economics,
                                    std::span<const CostsAndEffects> results) {
    std::string text;
    for (const CostsAndEffects& each : results) {
        if (each.group != "all") continue;
        text += fmt::format("\n{} to {} years, {}; QALYs and {} discounted:\n", sentence_case(one_of(model.people)),
                            model.horizon_years, in_words(each.population), economics.currency);
        text += means_heading(model, each) + means_table(model, each) + choice_line(model, each);
    }
    return text;
}

}  // namespace ibtr
