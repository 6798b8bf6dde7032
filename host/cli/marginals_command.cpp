#include <fmt/core.h>

#include <cmath>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/tell.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "validate/marginals.hpp"
#include "validate/published_draws.hpp"

namespace ibtr::cli {
namespace {

constexpr double solved_to = 1e-6;      ///< what --solve reaches
constexpr double reproduced_to = 1e-3;  ///< what a config must reach: its values are written with few digits

struct MarginalsOptions {
    ConfigOptions config;
    OutputOptions output;
    bool solve = false, resume = false;
    std::uint32_t draws = 0;
    unsigned threads = 0;
};

constexpr const char* draws_file = "published_draws.csv";

/// What an earlier run into the same folder has left.
std::vector<PublishedDraw> known_draws(const MarginalsOptions& options, const LoadedConfig& config) {
    if (!options.resume) return {};
    if (!options.output.out) throw UsageError("--resume goes on in a folder: give --out DIR");
    const std::filesystem::path file = *options.output.out / draws_file;
    if (!std::filesystem::exists(file)) return {};
    return read_published_draws(read_csv(file.string()), config.model, config.hash);
}

/// Draws published numbers, solves for the parameters in each, and keeps what is there every few draws.
void draw_and_solve(const MarginalsOptions& options) {
    constexpr std::size_t kept_together = 10;
    StageTimer timer;
    const OutputOptions& output = options.output;
    LoadedConfig loaded = options.config.load(output.quiet);
    std::vector<PublishedDraw> known = known_draws(options, loaded);
    const PendingFolder folder(output.out, loaded.model.name, options.resume ? ExistingFiles::keep : output.existing(),
                               {published_draws_files(), files_of_all_commands()});
    const Study study(std::move(loaded));
    const Model& model = study.model();
    const std::string& hash = study.config().hash;
    timer.lap("compile");

    PublishedDraws kept{parameters_of_published_draws(model), known};
    bool has_written = false;
    const auto write = [&](const PublishedDraws& draws) {
        if (!has_written) folder->discard_old_run();
        has_written = true;
        folder->write(draws_file, published_draws_csv(model, draws, hash));
    };
    PublishedDrawsOptions how{.draws = options.draws};
    how.exact.threads = options.threads == 0 ? available_threads() : options.threads;
    how.exact.stop_requested = interrupt_requested;
    const auto progress = progress_of_evaluations("draws", output.quiet);
    how.progress = [&](std::uint32_t done) { return progress(done, options.draws); };
    how.keep = [&](const PublishedDraw& draw) {
        kept.draws.push_back(draw);
        if (kept.draws.size() % kept_together == 0) write(kept);
    };
    const PublishedDraws draws = draw_published(model, how, std::move(known));
    timer.lap("solve");
    write(draws);
    folder->write("posterior.csv", posterior_of_published(model, draws));
    Manifest manifest = describe_study(study, "marginals");
    manifest.backend = "exact";
    manifest.threads = how.exact.threads;
    manifest.draws = options.draws;
    write_manifest(std::move(manifest), timer, *folder);
    if (!output.quiet) print_result(published_draws_table(model, draws));
    say_where(output, *folder);
}

void marginals(const MarginalsOptions& options) {
    if (options.draws > 0) {
        draw_and_solve(options);
        return;
    }
    if (options.output.out || options.output.force || options.threads > 0)
        throw UsageError("--out, --force and --threads are for --draws: without it nothing is written");
    const LoadedConfig config = options.config.load();
    const Model& model = config.model;
    const Parameters parameters = base_parameters(model);
    const ExactOptions exact{.budget_seconds = 0, .stop_requested = interrupt_requested};
    if (options.solve) {
        const SolvedMarginals solved = solve_marginals(model, parameters, solved_to, exact);
        print_result(marginals_table(model, solved.values, solved.fit));
        tell("solved in {} exact solutions", solved.solutions);
        return;
    }
    const MarginalFit fit = fit_of_marginals(model, parameters, exact);
    std::string text = marginals_table(model, parameters.values(), fit);
    for (const StrataRatio& extreme : extreme_strata(model, parameters))
        text += fmt::format("{}: hazards of extreme strata differ {:.3g}-fold\n", extreme.transition, extreme.ratio);
    print_result(text);
    if (fit.largest_misfit() > reproduced_to)
        throw Error(
            ExitCode::check_failed,
            std::isinf(fit.largest_misfit())
                ? std::string("a marginal is undefined in the model: nothing has happened by its time")
                : fmt::format("the model's marginals are off by up to {:.2g}; --solve prints values that reproduce "
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
    command
        .option("--draws", options->draws,
                "Draw the published numbers so often, and solve for the parameters in each draw")
        .between(2, 100000);
    command.flag("--resume", options->resume, "Go on with the draws of --out DIR").needs("--draws");
    add_threads_option(command, options->threads);
    add_output_options(command, options->output);
    command.does([options] { marginals(*options); });
}

}  // namespace ibtr::cli
