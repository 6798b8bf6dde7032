#include "validate/marginals.hpp"

#include <fmt/core.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

constexpr double solved_to = 1e-6;      ///< what --solve reaches
constexpr double reproduced_to = 1e-3;  ///< what a config must reach: its values are written with few digits

struct MarginalsOptions {
    ConfigOptions config;
    bool solve = false;
};

std::string describe(const Estimand& estimand) {
    std::string text = fmt::format("{} {}, {}", estimand.endpoint, estimand.measure, estimand.strategy);
    if (!estimand.group.empty()) text += ", " + estimand.group;
    if (!estimand.comparator.empty()) text += " : " + estimand.comparator;
    if (!estimand.comparator_group.empty()) text += " : " + estimand.comparator_group;
    return text +
           fmt::format(", {:g} years{}", estimand.time_years, estimand.after_metastasis ? " after metastasis" : "");
}

std::string table(const Model& model, const std::vector<double>& values, const MarginalFit& fit) {
    std::string text = fmt::format("{:36} {:>10} {:>10} {:>10}  of\n", "parameter", "value", "published", "model");
    for (std::size_t i = 0; i < model.marginals.size(); ++i)
        text += fmt::format("{:36} {:10.6g} {:10.5g} {:10.5g}  {}\n",
                            model.parameters[model.marginals[i].parameter].name, values[model.marginals[i].parameter],
                            fit.published[i], fit.reproduced[i], describe(model.marginals[i].estimand));
    return text;
}

void marginals(const MarginalsOptions& options) {
    const LoadedConfig config = options.config.load();
    const Model& model = config.model;
    const Parameters parameters = base_parameters(model);
    const ExactOptions exact{.budget_seconds = 0, .stop_requested = interrupt_requested};
    if (options.solve) {
        const SolvedMarginals solved = solve_marginals(model, parameters, solved_to, exact);
        print_result(table(model, solved.values, solved.fit));
        fmt::print(stderr, "solved in {} exact solutions\n", solved.solutions);
        return;
    }
    const MarginalFit fit = fit_of_marginals(model, parameters, exact);
    std::string text = table(model, parameters.values(), fit);
    for (const StrataRatio& extreme : extreme_strata(model, parameters))
        text += fmt::format("{}: hazards of extreme women differ {:.3g}-fold\n", extreme.transition, extreme.ratio);
    print_result(text);
    if (fit.largest_misfit() > reproduced_to)
        throw Error(ExitCode::check_failed,
                    fmt::format("the model's marginals are off by up to {:.2g}; --solve prints values that reproduce "
                                "them",
                                fit.largest_misfit()));
}

}  // namespace

void add_marginals(CLI::App& app) {
    auto options = std::make_shared<MarginalsOptions>();
    CLI::App* command = app.add_subcommand(
        "marginals", "Published univariable numbers beside what the model makes of them in its own population");
    add_config_options(*command, options->config);
    command->add_flag("--solve", options->solve, "Solve for the parameters and print their values");
    command->callback([options] { marginals(*options); });
}

}  // namespace ibtr::cli
