#include "calibrate/calibrate_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "calibrate/posterior.hpp"
#include "validate/target_scale.hpp"

namespace ibtr::calibration {
namespace {

using Json = nlohmann::ordered_json;

/// What a number is over the posterior sample.
struct OverPosterior {
    double mean, low, high;
};

template <class Number>
OverPosterior over_posterior(const Fit& fit, Number number) {
    if (fit.sample.empty()) return {std::nan(""), std::nan(""), std::nan("")};
    std::vector<std::pair<double, double>> values;  // with weights
    double mean = 0;
    for (const PosteriorDraw& draw : fit.sample) {
        values.emplace_back(number(draw), draw.weight);
        mean += values.back().first * draw.weight;
    }
    std::sort(values.begin(), values.end());
    return {mean, weighted_quantile(values, 0.025), weighted_quantile(values, 0.975)};
}

/// Free parameters, and every other one with a value of its own that the fit changed.
std::vector<std::size_t> fitted_parameters(const FitProblem& problem, const Fit& fit) {
    std::vector<std::size_t> fitted;
    for (std::size_t i = 0; i < problem.model.parameters.size(); ++i) {
        const bool free = std::find(problem.free.begin(), problem.free.end(), i) != problem.free.end();
        const bool solved = problem.model.parameters[i].value && fit.optimum.values()[i] != problem.base.values()[i];
        if (free || solved) fitted.push_back(i);
    }
    return fitted;
}

std::string modes_text(const FitProblem& problem, const Fit& fit) {
    if (fit.modes.size() < 2) return "one mode was found; a mode that no search ends at is missed (--starts)\n";
    std::string text = fmt::format("{} modes were found; others may be missed (--starts):\n", fit.modes.size());
    for (const FitMode& mode : fit.modes) {
        text += fmt::format("  log posterior {:.2f}, {:.0f} % of the sample:", mode.log_posterior, 100 * mode.share);
        for (const std::size_t i : problem.free)
            text += fmt::format(" {} = {:.4g}", problem.model.parameters[i].name, mode.parameters.values()[i]);
        text += '\n';
    }
    return text;
}

}  // namespace

std::string targets_csv(const FitProblem& problem, const TargetSelection& selection, const Fit& fit) {
    CsvText csv(
        "target,strategy,comparator,endpoint,measure,time_years,published,pub_low,pub_high,at_base,at_optimum,"
        "posterior_mean,posterior_low,posterior_high,residual_at_base,residual\n");
    const Eigen::VectorXd before = residuals(problem, fit.numbers_at_base), after = residuals(problem, fit.numbers);
    for (std::size_t i = 0; i < selection.targets.size(); ++i) {
        const Target& target = selection.targets[i];
        const Quantity& quantity = selection.quantities[i];
        const auto name = [&](std::size_t strategy) { return problem.model.strategies[strategy].name; };
        const OverPosterior over = over_posterior(
            fit, [&](const PosteriorDraw& draw) { return validation::from_comparable(quantity, draw.numbers[i]); });
        csv.row(target.name, name(quantity.strategy), quantity.comparator ? name(*quantity.comparator) : std::string(),
                quantity.endpoint, to_text(quantity.measure), quantity.time_years, *target.value, *target.ci_low,
                *target.ci_high, validation::from_comparable(quantity, fit.numbers_at_base[i]),
                validation::from_comparable(quantity, fit.numbers[i]), over.mean, over.low, over.high,
                before[static_cast<Eigen::Index>(i)], after[static_cast<Eigen::Index>(i)]);
    }
    return csv.take();
}

std::string parameters_csv(const FitProblem& problem, const Fit& fit) {
    CsvText csv("parameter,unit,free,base,prior_low,prior_high,optimum,posterior_mean,posterior_low,posterior_high\n");
    for (const std::size_t i : fitted_parameters(problem, fit)) {
        const bool free = std::find(problem.free.begin(), problem.free.end(), i) != problem.free.end();
        const OverPosterior over =
            over_posterior(fit, [&](const PosteriorDraw& draw) { return draw.parameters.values()[i]; });
        csv.row(problem.model.parameters[i].name, problem.model.parameters[i].unit, free ? "yes" : "no",
                problem.base.values()[i], free ? problem.sampler.quantile_of(i, 0.025) : undefined,
                free ? problem.sampler.quantile_of(i, 0.975) : undefined, fit.optimum.values()[i], over.mean, over.low,
                over.high);
    }
    return csv.take();
}

std::string posterior_csv(const FitProblem& problem, const Fit& fit) {
    const std::vector<std::size_t> columns = fitted_parameters(problem, fit);
    std::string header;
    for (const std::size_t i : columns) header += problem.model.parameters[i].name + ",";
    CsvText csv(header + "weight\n");
    for (const PosteriorDraw& draw : fit.sample) {
        for (const std::size_t i : columns) csv.field(draw.parameters.values()[i]);
        csv.row(draw.weight);
    }
    return csv.take();
}

std::string trace_csv(const Fit& fit) {
    CsvText csv("evaluation,log_posterior\n");
    for (const FitStep& step : fit.trace) {
        csv.row(static_cast<double>(step.evaluation), step.log_posterior);
    }
    return csv.take();
}

std::string calibrated_toml(const FitProblem& problem, const Fit& fit, const std::string& base_config) {
    // JSON's quoting of a text is TOML's too.
    std::string text = fmt::format(
        "# Written by `ibtr calibrate`: the optimum as values, the posterior sample for draws.\n"
        "extends = {}\nname = {}\n\n",
        Json(base_config).dump(), Json(problem.model.name + "_calibrated").dump());
    for (const std::size_t i : fitted_parameters(problem, fit))
        text += fmt::format("[parameters.{}]\nvalue = {}\nsource = \"calibrated\"\n\n",
                            problem.model.parameters[i].name, Json(fit.optimum.values()[i]).dump());
    if (!fit.sample.empty())
        text += fmt::format(
            "[posterior]\nfile = \"posterior.csv\"\nsource = \"calibrated: {} targets, effective sample "
            "size {:.0f}\"\n",
            problem.targets.size(), fit.effective_sample_size);
    return text;
}

std::string fit_json(const FitProblem& problem, const Fit& fit, const RunIdentity& identity, JsonLayout layout) {
    Json parameters = Json::object();
    for (const std::size_t i : fitted_parameters(problem, fit))
        parameters[problem.model.parameters[i].name] = fit.optimum.values()[i];
    Json modes = Json::array();
    for (const FitMode& mode : fit.modes) {
        Json values = Json::object();
        for (const std::size_t i : problem.free) values[problem.model.parameters[i].name] = mode.parameters.values()[i];
        modes.push_back(
            {{"log_posterior", mode.log_posterior}, {"share", mode.share}, {"parameters", std::move(values)}});
    }
    const Json summary = {
        {"schema", 1},
        {"config_hash", identity.config_hash},
        {"targets", problem.targets.size()},
        {"free_parameters", problem.free.size()},
        {"between_study_sd", problem.between_study_sd},
        {"evaluations", fit.evaluations},
        {"log_posterior_at_prior_medians", fit.log_posterior_at_prior_medians},
        {"log_posterior", fit.log_posterior},
        {"sum_of_squared_residuals", residuals(problem, fit.numbers).squaredNorm()},
        {"sample_size", fit.sample.size()},
        {"effective_sample_size", fit.effective_sample_size},
        {"optimum", std::move(parameters)},
        {"modes", std::move(modes)},
    };
    return layout == JsonLayout::one_line ? summary.dump() + "\n" : summary.dump(2) + "\n";
}

std::string fit_text(const FitProblem& problem, const TargetSelection& selection, const Fit& fit) {
    const Eigen::VectorXd before = residuals(problem, fit.numbers_at_base), after = residuals(problem, fit.numbers);
    std::string text =
        fmt::format("{:<8} {:>10} {:>10} {:>10} {:>10}\n", "target", "published", "base", "fitted", "residual");
    for (std::size_t i = 0; i < selection.targets.size(); ++i)
        text += fmt::format(
            "{:<8} {:>10.4g} {:>10.4g} {:>10.4g} {:>+10.2f}\n", selection.targets[i].name, *selection.targets[i].value,
            validation::from_comparable(selection.quantities[i], fit.numbers_at_base[i]),
            validation::from_comparable(selection.quantities[i], fit.numbers[i]), after[static_cast<Eigen::Index>(i)]);
    text += fmt::format("sum of squared residuals {:.1f}, was {:.1f}: {} targets, {} free parameters\n\n",
                        after.squaredNorm(), before.squaredNorm(), problem.targets.size(), problem.free.size());
    text += fmt::format("{:<36} {:>10} {:>10}\n", "parameter", "base", "fitted");
    for (const std::size_t i : fitted_parameters(problem, fit))
        text += fmt::format("{:<36} {:>10.4g} {:>10.4g}\n", problem.model.parameters[i].name, problem.base.values()[i],
                            fit.optimum.values()[i]);
    text += modes_text(problem, fit);
    if (!fit.sample.empty())
        text += fmt::format("posterior sample of {}, effective size {:.0f}\n", fit.sample.size(),
                            fit.effective_sample_size);
    return text;
}

}  // namespace ibtr::calibration
