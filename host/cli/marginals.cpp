#include <fmt/core.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "ibtr/error.hpp"
#include "validate/marginals.hpp"
#include "validate/marginals_table.hpp"

namespace ibtr::cli {
namespace {

constexpr double solved_to = 1e-6;      ///< what --solve reaches
constexpr double reproduced_to = 1e-3;  ///< what a config must reach: its values are written with few digits

struct MarginalsOptions {
    ConfigOptions config;
    bool solve = false;
};

void marginals(const MarginalsOptions& options) {
    const LoadedConfig config = options.config.load();
    const Model& model = config.model;
    const Parameters parameters = base_parameters(model);
    const ExactOptions exact{.budget_seconds = 0, .stop_requested = interrupt_requested};
    if (options.solve) {
        const SolvedMarginals solved = solve_marginals(model, parameters, solved_to, exact);
        print_result(marginals_table(model, solved.values, solved.fit));
        fmt::print(stderr, "solved in {} exact solutions\n", solved.solutions);
        return;
    }
    const MarginalFit fit = fit_of_marginals(model, parameters, exact);
    std::string text = marginals_table(model, parameters.values(), fit);
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

void add_marginals(CommandLine& program) {
    auto options = std::make_shared<MarginalsOptions>();
    Command command = program.add(
        "marginals", "Published univariable numbers beside what the model makes of them in its own population");
    add_config_options(command, options->config);
    command.flag("--solve", options->solve, "Solve for the parameters and print their values");
    command.does([options] { marginals(*options); });
}

}  // namespace ibtr::cli
