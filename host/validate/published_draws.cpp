#include "validate/published_draws.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "uncertainty/for_each_draw.hpp"
#include "validate/marginals.hpp"
#include "validate/quantity_draws.hpp"

namespace ibtr {
namespace {

std::vector<std::size_t> solved_parameters(const Model& model) {
    std::vector<std::size_t> parameters;
    for (const Marginal& marginal : model.marginals) parameters.push_back(marginal.parameter);
    return parameters;
}

/// What is solved in each draw, on the bins of draws. A marginal whose published number is written in place has nothing
/// to be drawn: where its parameter has an uncertainty of its own, that is drawn, and the marginal left alone.
Model model_of_draws(const Model& model) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, model.seed);
    const std::vector<std::size_t>& drawn = sampler.drawn();
    Model changed = model;
    std::erase_if(changed.marginals, [&](const Marginal& marginal) {
        return std::holds_alternative<double>(marginal.published) &&
               std::binary_search(drawn.begin(), drawn.end(), marginal.parameter);
    });
    std::vector<Quantity> quantities;
    for (const Marginal& marginal : changed.marginals) quantities.push_back(marginal.quantity);
    changed.grid_per_year = validation::grid_of_draws(model, quantities);
    return changed;
}

std::vector<std::string> header_of(const Model& model, const std::vector<std::size_t>& parameters) {
    std::vector<std::string> names{"config_hash", "seed", "draw", "solved", "misfit", "solutions"};
    for (const std::size_t parameter : parameters) names.push_back(model.parameters[parameter].name);
    return names;
}
constexpr std::size_t columns_before_values = 6;

std::string line_of(const std::vector<std::string>& names) {
    return fmt::format("{}\n", fmt::join(names, ","));
}

}  // namespace

std::vector<std::size_t> parameters_of_published_draws(const Model& model) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, model.seed);
    std::set<std::size_t> columns(sampler.drawn().begin(), sampler.drawn().end());
    for (const std::size_t parameter : solved_parameters(model)) columns.insert(parameter);
    return {columns.begin(), columns.end()};
}

std::size_t PublishedDraws::solved() const {
    return static_cast<std::size_t>(
        std::count_if(draws.begin(), draws.end(), [](const PublishedDraw& draw) { return draw.is_solved; }));
}

PublishedDraws draw_published(const Model& model, const PublishedDrawsOptions& options,
                              std::vector<PublishedDraw> known) {
    if (model.marginals.empty())
        throw UsageError("the config has no [[marginals]]: nothing is solved for that published numbers could decide");
    ExactOptions exact = options.exact;
    const unsigned threads = exact.threads;
    exact.threads = 1;
    exact.step_tolerance = std::max(exact.step_tolerance, 1e-6);
    const Model coarse = model_of_draws(model);
    if (coarse.marginals.empty())
        throw UsageError(
            "every [[marginals]] has its published number in place: name parameters there, with what is "
            "known of their errors");
    const std::vector<double> base = base_parameters(model).values();
    const MarginalSlopes slopes = slopes_of_marginals(coarse, Parameters(base), exact);

    PublishedDraws result{parameters_of_published_draws(model), std::vector<PublishedDraw>(options.draws)};
    std::vector<bool> is_known(options.draws, false);
    for (PublishedDraw& draw : known) {
        if (draw.number >= options.draws) continue;
        is_known[draw.number] = true;
        result.draws[draw.number] = std::move(draw);
    }
    std::mutex keeping;
    for_each_draw(model, options.draws, threads, options.progress, [&](std::size_t d, const Parameters& drawn) {
        if (is_known[d]) return;
        std::vector<double> values = drawn.values();
        for (const std::size_t parameter : solved_parameters(coarse)) values[parameter] = base[parameter];
        PublishedDraw draw{static_cast<std::uint32_t>(d), false, undefined, 0, {}};
        try {
            const SolvedMarginals solved =
                solve_marginals(coarse, with_expressions(coarse, values), options.tolerance, exact, slopes);
            draw.is_solved = true;
            draw.misfit = solved.fit.largest_misfit();
            draw.solutions = solved.solutions;
            values = solved.values;
        } catch (const UsageError&) {
            // No parameters reproduce these numbers: the draw is counted, with what was drawn.
        }
        for (const std::size_t parameter : result.parameters) draw.values.push_back(values[parameter]);
        result.draws[d] = draw;
        const std::scoped_lock lock(keeping);
        if (options.keep) options.keep(draw);
    });
    return result;
}

std::string published_draws_csv(const Model& model, const PublishedDraws& draws, const std::string& config_hash) {
    CsvText csv(line_of(header_of(model, draws.parameters)));
    for (const PublishedDraw& draw : draws.draws) {
        csv.fields(config_hash, std::to_string(model.seed), std::to_string(draw.number), draw.is_solved ? "yes" : "no",
                   draw.misfit, std::to_string(draw.solutions));
        for (const double value : draw.values) csv.field(value);
        csv.end_row();
    }
    return csv.take();
}

std::vector<PublishedDraw> read_published_draws(const CsvTable& table, const Model& model,
                                                const std::string& config_hash) {
    const auto refuse = [&](int line, const std::string& why) {
        throw UsageError(fmt::format("{}:{}: {}; begin anew in another folder", table.file, line, why));
    };
    if (table.header != header_of(model, parameters_of_published_draws(model)))
        refuse(1, "its parameters are not those of the config");
    std::vector<PublishedDraw> draws;
    for (const CsvRow& row : table.rows) {
        if (row.fields[0] != config_hash) refuse(row.line, "is of another config");
        if (row.fields[1] != std::to_string(model.seed)) refuse(row.line, "is of another seed");
        PublishedDraw draw;
        const auto number = parse_number(row.fields[2]), solutions = parse_number(row.fields[5]);
        if (!number || !solutions) refuse(row.line, "is damaged");
        draw.number = static_cast<std::uint32_t>(*number);
        draw.is_solved = row.fields[3] == "yes";
        draw.misfit = parse_number(row.fields[4]).value_or(undefined);
        draw.solutions = static_cast<unsigned>(*solutions);
        for (std::size_t k = columns_before_values; k < row.fields.size(); ++k) {
            const auto value = parse_number(row.fields[k]);
            if (!value) refuse(row.line, "is damaged");
            draw.values.push_back(*value);
        }
        draws.push_back(std::move(draw));
    }
    return draws;
}

std::string posterior_of_published(const Model& model, const PublishedDraws& draws) {
    std::vector<std::string> names;
    for (const std::size_t parameter : draws.parameters) names.push_back(model.parameters[parameter].name);
    CsvText csv(line_of(names));
    for (const PublishedDraw& draw : draws.draws) {
        if (!draw.is_solved) continue;
        for (const double value : draw.values) csv.field(value);
        csv.end_row();
    }
    return csv.take();
}

std::string published_draws_table(const Model& model, const PublishedDraws& draws) {
    std::string text = fmt::format("{} draws of published numbers, {} with parameters that reproduce them\n",
                                   draws.draws.size(), draws.solved());
    text += fmt::format("{:36} {:>10} {:>10} {:>10}\n", "solved parameter", "median", "2.5 %", "97.5 %");
    for (const std::size_t parameter : solved_parameters(model)) {
        const auto column = static_cast<std::size_t>(
            std::lower_bound(draws.parameters.begin(), draws.parameters.end(), parameter) - draws.parameters.begin());
        std::vector<double> values;
        for (const PublishedDraw& draw : draws.draws)
            if (draw.is_solved) values.push_back(draw.values[column]);
        if (values.empty()) continue;
        std::sort(values.begin(), values.end());
        text +=
            fmt::format("{:36} {:10.5g} {:10.5g} {:10.5g}\n", model.parameters[parameter].name,
                        sorted_quantile(values, 0.5), sorted_quantile(values, 0.025), sorted_quantile(values, 0.975));
    }
    return text;
}

FileNames published_draws_files() {
    return {"published_draws.csv", "posterior.csv", manifest_file};
}

}  // namespace ibtr
