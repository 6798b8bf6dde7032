#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "base/statistics.hpp"
#include "solve/solve_parameter.hpp"

namespace ibtr {
namespace {

using Json = nlohmann::ordered_json;

double lowest(const Root& root) {
    return root.at.empty() ? std::nan("") : root.at.front();
}

/// 0 by the exact solver.
double error_of_lowest(const Root& root) {
    return root.mc_se.empty() ? 0 : root.mc_se.front();
}

double further_roots(const Root& root) {
    return root.at.empty() ? 0 : static_cast<double>(root.at.size() - 1);
}

/// Of the lowest root, or of the closest number where there is none.
void put_errors(CsvText& csv, const Root& root) {
    const bool met = !root.at.empty();
    csv.fields(met ? error_of_lowest(root) : undefined, met ? undefined : root.closest_mc_se);
}

std::string error_in_words(double mc_se) {
    return mc_se > 0 ? fmt::format(" (Monte Carlo error {:.2g})", mc_se) : "";
}

/// Where none or all of the draws have a root, the rule of three (Hanley and Lippman-Hand 1983).
std::string error_of_share_in_words(const RootDistribution& drawn) {
    const double limit = 300 / static_cast<double>(drawn.draws.size());
    if (drawn.share_without() == 0) return fmt::format("95 % limit {:.2g} %", std::min(100.0, limit));
    if (drawn.share_without() == 1) return fmt::format("95 % limit {:.3g} %", std::max(0.0, 100 - limit));
    return fmt::format("standard error {:.1f}", 100 * drawn.standard_error_of_share());
}

std::string error_of_roots_in_words(const RootDistribution& drawn) {
    const double error = drawn.median_error();
    return error > 0 ? fmt::format("; Monte Carlo error of a root {:.2g} (median)", error) : "";
}

std::string what_in_words(const Model& model, const Quantity& quantity) {
    const std::string against =
        quantity.comparator ? " against " + model.strategies[*quantity.comparator].name : std::string();
    return fmt::format("{} of {} at {:g} years, {}{}", to_text(quantity.measure), quantity.endpoint,
                       quantity.time_years, model.strategies[quantity.strategy].name, against);
}

}  // namespace

std::string solve_csv(const Model& model, const SolvedTarget& solved) {
    CsvText csv(
        "target,parameter,unit,range_low,range_high,wanted,wanted_number,root,further_roots,closest,closest_number,"
        "root_mc_se,closest_mc_se,draws,share_without_root,share_too_low,share_too_high,root_median,root_low,"
        "root_high\n");
    const Parameter& parameter = model.parameters[solved.solution.parameter];
    const RootDistribution& drawn = solved.distribution;
    for (const Root& root : solved.solution.roots) {
        csv.fields(solved.target, parameter.name, parameter.unit, solved.solution.range.low, solved.solution.range.high,
                   root.wanted.what, root.wanted.number, lowest(root), further_roots(root), root.closest,
                   root.closest_number);
        put_errors(csv, root);
        if (root.wanted.what == "value" && !drawn.draws.empty()) {
            csv.fields(static_cast<double>(drawn.draws.size()), drawn.share_without(), drawn.share_too_low(),
                       drawn.share_too_high(), drawn.quantile(0.5), drawn.quantile(0.025), drawn.quantile(0.975));
        } else {
            for (int i = 0; i < 7; ++i) csv.field(undefined);
        }
        csv.end_row();
    }
    return csv.take();
}

std::string solve_draws_csv(const SolvedTarget& solved) {
    CsvText csv("draw,root,further_roots,closest,closest_number,root_mc_se,closest_mc_se\n");
    for (std::size_t d = 0; d < solved.distribution.draws.size(); ++d) {
        const Root& root = solved.distribution.draws[d];
        csv.fields(static_cast<double>(d), lowest(root), further_roots(root), root.closest, root.closest_number);
        put_errors(csv, root);
        csv.end_row();
    }
    return csv.take();
}

std::string solve_curve_csv(const Model& model, const SolvedTarget& solved) {
    CsvText csv(model.parameters[solved.solution.parameter].name + "," + to_text(solved.quantity.measure) + "\n");
    for (const auto& [x, number] : solved.solution.curve) {
        csv.row(x, number);
    }
    return csv.take();
}

std::string solve_json(const Model& model, const SolvedTarget& solved, const RunIdentity& identity, JsonLayout layout) {
    Json roots = Json::array();
    for (const Root& root : solved.solution.roots)
        roots.push_back({{"wanted", root.wanted.what},
                         {"number", root.wanted.number},
                         {"roots", root.at},
                         {"mc_se", root.mc_se.empty() ? std::vector<double>(root.at.size(), 0.0) : root.mc_se},
                         {"closest", number_or_null(root.closest)},
                         {"closest_number", number_or_null(root.closest_number)}});
    const RootDistribution& drawn = solved.distribution;
    Json distribution = nullptr;
    if (!drawn.draws.empty())
        distribution = {{"draws", drawn.draws.size()},
                        {"share_without_root", drawn.share_without()},
                        {"share_without_root_se", drawn.standard_error_of_share()},
                        {"share_too_low", drawn.share_too_low()},
                        {"share_too_high", drawn.share_too_high()},
                        {"median", number_or_null(drawn.quantile(0.5))},
                        {"low", number_or_null(drawn.quantile(0.025))},
                        {"high", number_or_null(drawn.quantile(0.975))},
                        {"root_mc_se_median", drawn.median_error()}};
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
    std::string text = fmt::format("{}: {}\n", solved.target, what_in_words(model, solved.quantity));
    for (const Root& root : solved.solution.roots) {
        text += fmt::format("  {:<8} {:.4g}: ", root.wanted.what, root.wanted.number);
        if (root.at.empty()) {
            text += fmt::format(
                "no value of {} from {:.4g} to {:.4g} gives it, unless the curve turns twice between two of {} points "
                "tried; the closest is {:.4g}{}, at {:.4g}\n",
                name, solved.solution.range.low, solved.solution.range.high, solved.solution.curve.size(),
                root.closest_number, error_in_words(root.closest_mc_se), root.closest);
            continue;
        }
        text += name + " = ";
        for (std::size_t i = 0; i < root.at.size(); ++i)
            text += fmt::format("{}{:.4g}{}", i == 0 ? "" : " or ", root.at[i],
                                error_in_words(root.mc_se.empty() ? 0 : root.mc_se[i]));
        text += "\n";
    }
    if (const RootDistribution& drawn = solved.distribution; !drawn.draws.empty()) {
        text += fmt::format(
            "  no value of {} from {:.4g} to {:.4g} gives {:.4g} in {:.1f} % of {} draws of the other parameters "
            "({}): too low at every value in {:.1f} %, too high in {:.1f} %\n",
            name, solved.solution.range.low, solved.solution.range.high, drawn.draws.front().wanted.number,
            100 * drawn.share_without(), drawn.draws.size(), error_of_share_in_words(drawn),
            100 * drawn.share_too_low(), 100 * drawn.share_too_high());
        if (drawn.share_without() < 1)
            text += fmt::format("  in the others: median {:.4g} ({:.4g} to {:.4g}){}\n", drawn.quantile(0.5),
                                drawn.quantile(0.025), drawn.quantile(0.975), error_of_roots_in_words(drawn));
    }
    return text;
}

}  // namespace ibtr
