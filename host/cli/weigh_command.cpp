#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "weigh/weigh_report.hpp"

namespace ibtr::cli {
namespace {

constexpr const char* nodes_file = "weigh_nodes.csv";
constexpr std::uint32_t draws_by_default = 200;

struct WeighOptions {
    ConfigOptions config;
    OutputOptions output;
    TargetsOptions targets;
    std::string explanations;
    std::optional<std::string> posterior;
    std::optional<std::uint32_t> draws;
    unsigned threads = 0;
    bool resume = false;
};

/// What an analysis is of, but for its draws.
std::string identity_of(const weigh::Contest& contest, const std::vector<weigh::Contender>& contenders,
                        const weigh::TargetChoice& choice) {
    Digest digest;
    digest.text(contest.text);
    for (const weigh::Contender& contender : contenders) digest.text(contender.config_hash);
    for (const weigh::ChosenTarget& one : choice.targets) {
        const QuantityText& what = one.target.what;
        for (const std::string& text :
             {what.endpoint, what.measure, what.strategy, what.comparator, what.group, what.comparator_group})
            digest.text(text);
        for (const std::string& factor : what.adjusted_for) digest.text(factor);
        digest.words(std::vector<double>{one.wanted, what.time_years.value_or(0)});
    }
    return digest.hex();
}

/// Of all that the numbers of each draw depend on: a longer table of draws goes on where a shorter one ended.
std::vector<std::string> hashes_of(const std::string& identity, const weigh::DrawTable& draws) {
    std::vector<std::string> hashes;
    for (const std::vector<double>& row : draws.rows) {
        Digest digest;
        digest.text(identity);
        for (const std::string& name : draws.parameters) digest.text(name);
        digest.words(row);
        hashes.push_back(digest.hex());
    }
    return hashes;
}

weigh::DrawTable draws_for(const WeighOptions& options, const Model& model) {
    if (options.posterior) return weigh::read_draws(read_csv(*options.posterior), options.draws);
    return weigh::draws_of(model, options.draws.value_or(draws_by_default));
}

weigh::NodeValues known_nodes(const WeighOptions& options, const std::vector<weigh::Contender>& contenders,
                              const std::vector<std::string>& hashes) {
    if (!options.resume) return weigh::NodeValues(contenders, hashes.size());
    if (!options.output.out) throw UsageError("--resume goes on in a folder: give --out DIR");
    const std::filesystem::path file = *options.output.out / nodes_file;
    if (!std::filesystem::exists(file)) return weigh::NodeValues(contenders, hashes.size());
    return weigh::read_nodes(parse_csv(read_file(file), file.string()), contenders, hashes);
}

void write_results(const weigh::Contest& contest, const weigh::TargetChoice& choice, const weigh::Weighed& weighed,
                   const RunIdentity& identity, const RunFolder& folder) {
    folder.write("weigh.csv", weigh::weigh_csv(weighed));
    folder.write("weigh_parameters.csv", weigh::parameters_csv(weighed));
    folder.write("weigh_targets.csv", weigh::targets_csv(weighed, choice));
    folder.write("weigh_scores.csv", weigh::scores_csv(weighed));
    folder.write("weigh_roots.csv", weigh::roots_csv(weighed));
    folder.write("weigh_interpolation.csv", weigh::interpolation_csv(weighed));
    folder.write("summary.json", weigh::weigh_json(contest, weighed, identity, JsonLayout::indented));
}

void run_weighing(const WeighOptions& options) {
    constexpr std::size_t kept_together = 10;
    StageTimer timer;
    const OutputOptions& output = options.output;
    const weigh::Contest contest = weigh::read_contest(options.explanations);
    const std::vector<Target> targets = load_target_table(options.targets.path(options.config.path)).targets;
    const Study study(options.config.load(output.quiet));
    const Model& model = study.model();
    const weigh::TargetChoice choice = weigh::choose_targets(contest, model, study.parameters(), targets);
    const weigh::DrawTable draws = draws_for(options, model);
    const std::vector<weigh::Contender> contenders =
        weigh::make_contenders(contest, {options.config.path, options.config.overrides}, model, choice, draws);
    const std::string identity = identity_of(contest, contenders, choice);
    const std::vector<std::string> hashes = hashes_of(identity, draws);
    weigh::NodeValues values = known_nodes(options, contenders, hashes);
    const PendingFolder folder(output.out, model.name, options.resume ? ExistingFiles::keep : output.existing(),
                               {weigh::weigh_files(), files_of_all_commands()});
    timer.lap("compile");

    bool has_written = false;
    std::size_t fresh = 0;
    const auto write_nodes = [&] {
        if (!has_written) folder->discard_old_run();
        has_written = true;
        folder->write(nodes_file, weigh::nodes_csv(contenders, values, hashes));
    };
    weigh::SolveOptions how;
    how.exact.threads = options.threads == 0 ? available_threads() : options.threads;
    how.exact.stop_requested = interrupt_requested;
    const auto progress = progress_of_evaluations("draws", output.quiet);
    how.progress = [&](std::uint32_t done) { return progress(done, draws.rows.size()); };
    how.keep = [&] {
        if (++fresh % kept_together == 0) write_nodes();
    };
    weigh::solve_nodes(contenders, draws, how, values);
    write_nodes();
    timer.lap("solve");
    const weigh::Weighed weighed = weigh::weigh(contest, choice, contenders, values);
    timer.lap("weigh");
    const RunIdentity run{identity, "", "exact"};
    write_results(contest, choice, weighed, run, *folder);
    timer.lap("write");
    Manifest manifest = describe_study(study, "weigh");
    manifest.backend = "exact";
    manifest.threads = how.exact.threads;
    manifest.draws = draws.rows.size();
    write_manifest(std::move(manifest), timer, *folder);
    print_either(
        output, [&] { return weigh::weigh_json(contest, weighed, run, JsonLayout::one_line) + "\n"; },
        [&] { return weigh::weigh_table(contest, weighed); });
    say_where(output, *folder);
}

}  // namespace

void add_weigh(CommandLine& program) {
    auto options = std::make_shared<WeighOptions>();
    Command command = program.add("weigh", "Explanations of published numbers, weighed by their marginal likelihoods");
    add_config_options(command, options->config);
    command.option("--explanations", options->explanations, "Explanations, priors and targets (TOML)")
        .called("FILE")
        .required();
    add_targets_option(command, options->targets);
    command
        .option("--posterior", options->posterior,
                "Draws of the other parameters, as marginals --draws writes (CSV; default: drawn from the config)")
        .called("FILE");
    command.option("--draws", options->draws, "Draws (default: all of --posterior, else 200)").between(2, 100000);
    command.flag("--resume", options->resume, "Go on with the draws of --out DIR");
    add_threads_option(command, options->threads);
    add_output_options(command, options->output);
    command.does([options] { run_weighing(*options); });
}

}  // namespace ibtr::cli
