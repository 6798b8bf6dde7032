#include "cli/sensitivity_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::cli {

void add_sensitivity_options(CLI::App& command, SensitivityOptions& options) {
    add_config_options(command, options.config);
    add_output_options(command, options.output);
    add_backend_options(command, options.backend);
    command.get_option("--backend")->description("Taken as `run` takes it; evaluations run on CPU threads");
    command.add_option("--method", options.methods, "one-way, two-way, ranks, sobol, evppi")
        ->delimiter(',')
        ->check(CLI::IsMember({"one-way", "two-way", "ranks", "sobol", "evppi"}))
        ->capture_default_str();
    command.add_option("--outcome", options.outcomes, "What to look at (repeatable; default: os rr_alive)")
        ->type_name("STRATEGY:ENDPOINT:MEASURE:YEARS");
    command
        .add_option("--value", options.values,
                    "Endpoint by whose value at the horizon strategies are ranked (repeatable); with [economics] also "
                    "qaly, life_years, net_benefit.WILLINGNESS, or net_benefit for all of them")
        ->allow_extra_args(false)
        ->type_name("ENDPOINT")
        ->capture_default_str();
    command.add_option("--by", options.by, "exact solver, or simulation with shared patients")
        ->check(CLI::IsMember({"exact", "simulation"}))
        ->capture_default_str();
    command.add_option("--draws", options.draws, "Parameter draws of ranks and evppi")
        ->check(CLI::Range(50U, 1U << 24))
        ->capture_default_str();
    command.add_option("--pairs", options.pairs, "Pairs of draws of sobol")
        ->check(CLI::Range(50U, 1U << 24))
        ->capture_default_str();
    command.add_option("--only", options.only, "These parameters alone are uncertain; the others stay at their values")
        ->delimiter(',')
        ->type_name("NAME,...");
    command.add_option("--vary", options.vary, "The two parameters of two-way")->delimiter(',');
    command.add_option("--points", options.points, "Points of each axis of two-way")
        ->check(CLI::Range(2U, 1000U))
        ->capture_default_str();
    command.add_option("--together", options.together, "Parameters known together, for evppi (repeatable)")
        ->type_name("NAME,NAME,...");
}

void refuse_unused(const CLI::App& command, const SensitivityOptions& options) {
    const std::pair<const char*, std::vector<const char*>> rules[]{{"--vary", {"two-way"}},
                                                                   {"--points", {"two-way"}},
                                                                   {"--pairs", {"sobol"}},
                                                                   {"--together", {"evppi"}},
                                                                   {"--draws", {"ranks", "evppi"}}};
    for (const auto& [option, methods] : rules)
        if (command.count(option) > 0 &&
            std::none_of(methods.begin(), methods.end(), [&](const char* method) { return options.wants(method); }))
            throw UsageError(fmt::format("{} is for --method {}", option, fmt::join(methods, " and ")));
}

}  // namespace ibtr::cli
