#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/publish.hpp"
#include "cli/study.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/build_info.hpp"
#include "ibtr/error.hpp"
#include "psa/report.hpp"
#include "psa/run_draws.hpp"

namespace ibtr::cli {
namespace {

constexpr std::uint32_t default_draws = 1000;
constexpr std::uint32_t default_replicates = 16;

struct PsaOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    std::optional<std::uint32_t> draws, replicates;
    std::optional<std::string> design;
    std::optional<std::filesystem::path> resume;

    [[nodiscard]] Design to_design() const {
        Design result{design_kind(design.value_or("mc")), draws.value_or(default_draws), 1};
        if (result.kind != DesignKind::monte_carlo)
            result.replicates = replicates.value_or(default_replicates);
        else if (replicates)
            throw UsageError("--replicates is for --design lhs and sobol");
        return result;
    }
    [[nodiscard]] bool says_what() const {
        return draws || replicates || design || config.seed || config.patients || !config.overrides.empty();
    }
};

psa::Analysis describe(const LoadedConfig& config, const Design& design) {
    return {config.text, config.hash, config.model.seed, config.model.patients, design, build_info.version};
}

/// A draw is laid out as two halves, from whose difference its simulation error comes.
Study study_of_draws(LoadedConfig config) {
    config.model.batches = 2;
    return make_study(std::move(config));
}

/// What simulates a draw: on a CPU each on one thread, several at a time; on a device one after another.
struct Engine {
    psa::Simulate simulate;
    unsigned threads = 1;
    std::string name, description;
};

Engine make_engine(const BackendOptions& options) {
    const unsigned threads = options.threads == 0 ? available_threads() : options.threads;
    std::shared_ptr<Backend> chosen = make_backend(options.backend, 1);
    if (chosen->name() == "cuda") {
        auto turn = std::make_shared<std::mutex>();
        const auto simulate = [chosen, turn](const Tables& tables, const WorkPlan& plan) {
            const std::scoped_lock lock(*turn);
            return chosen->simulate(tables, plan, {});
        };
        return {simulate, threads, chosen->name(), chosen->description()};
    }
    chosen = make_backend("cpp", 1);
    const unsigned workers = options.backend == "cpp" ? 1 : threads;
    return {[chosen](const Tables& tables, const WorkPlan& plan) { return chosen->simulate(tables, plan, {}); },
            workers, chosen->name(), fmt::format("{} draws at a time, each on {}", workers, chosen->description())};
}

/// Bytes that the store will need, and at most in memory for what grows with the number of outcomes or draws.
void announce_size(const psa::Analysis& analysis, std::size_t outcomes, std::size_t parameters) {
    constexpr double row_overhead = 130, megabyte = 1e6;
    const double row = row_overhead + 8.0 * static_cast<double>(parameters) + 12.0 * static_cast<double>(outcomes);
    fmt::print(stderr, "{} outcomes of {} draws: the store will take about {:.0f} MB; {} patients per draw\n", outcomes,
               analysis.design.draws, row * analysis.design.draws / megabyte, analysis.patients);
}

/// The last draw again: another build or machine that draws or counts differently must not add to this store.
void check_repeatable(const psa::DrawContext& context, const psa::Store& store, const psa::Simulate& simulate) {
    std::optional<psa::DrawRecord> last;
    store.for_each([&](const psa::DrawRecord& record) { last = record; });
    if (!last || psa::simulate_draw(context, last->draw, simulate).digest() == last->digest()) return;
    throw UsageError(
        fmt::format("draw {} of the store does not come out the same here: continue on the machine and with the "
                    "build that began",
                    last->draw));
}

/// What all draws share, made before any file is.
struct Session {
    Session(LoadedConfig config, const Design& design, const BackendOptions& backend)
        : study(study_of_draws(std::move(config))),
          sampler(study.model(), design, study.model().seed),
          outcomes(study.model(), study.graph),
          engine(make_engine(backend)) {
        if (sampler.drawn().empty())
            throw UsageError("no parameter of this config has an uncertainty: nothing to draw");
    }
    [[nodiscard]] psa::DrawContext context() const { return {study.model(), study.graph, sampler, outcomes}; }

    Stopwatch stopwatch;
    Study study;
    ParameterSampler sampler;
    psa::OutcomePlan outcomes;
    Engine engine;
};

void publish(Session& session, const psa::Store& store, const OutputOptions& output, const RunFolder& folder) {
    const Study& study = session.study;
    const Model& model = study.model();
    const std::vector<psa::Outcome>& outcomes = session.outcomes.outcomes();
    const psa::Summary summary = psa::summarise(store, outcomes);
    const psa::PsaEstimates rows = psa::to_estimates(outcomes, summary);
    folder.write("curves.csv", curves_csv(model, rows.estimates, rows.curve_credible));
    folder.write("contrasts.csv", contrasts_csv(model, rows.estimates, rows.contrast_credible));
    folder.write("psa_summary.csv", psa::psa_summary_csv(model, outcomes, summary));
    const std::vector<Headline> lines = headline(model, rows.estimates, rows.curve_credible, rows.contrast_credible);
    const RunIdentity identity{study.config.hash, summary.tally_digest, session.engine.name};
    folder.write("summary.json", summary_json(model, identity, lines, JsonLayout::indented));
    session.stopwatch.lap("summarise");

    Manifest manifest = describe_study(study, "psa");
    manifest.draws = store.analysis().design.draws;
    manifest.backend = session.engine.name;
    manifest.device = session.engine.description;
    manifest.threads = session.engine.threads;
    manifest.tally_digest = summary.tally_digest;
    stamp(manifest, session.stopwatch);
    folder.write("manifest.json", manifest_json(manifest));
    announce(study, identity, lines, output, folder);
    if (output.quiet) return;
    fmt::print(stderr, "psa_digest    {}\n{}\n", summary.digest,
               psa::verdict(model, outcomes, summary, static_cast<double>(model.patients)));
}

/// Simulates what the store lacks, then writes the results.
void finish(Session& session, psa::Store& store, const OutputOptions& output, const RunFolder& folder) {
    const Model& model = session.study.model();
    if (!output.quiet) {
        fmt::print(stderr, "backend {}: {}\n", session.engine.name, session.engine.description);
        announce_size(store.analysis(), session.outcomes.outcomes().size(), model.parameters.size());
    }
    {
        ProgressLine progress(model.simulated_strategies().size(), output.quiet);
        const auto show = [&](std::uint64_t stored, std::uint64_t total) {
            return progress(stored * model.patients, total * model.patients);
        };
        try {
            psa::run_draws(session.context(), store, session.engine.simulate, {.threads = session.engine.threads},
                           show);
        } catch (const Interrupted&) {
            throw Interrupted(
                fmt::format("stopped by the user; continue with `ibtr psa --resume {}`", folder.path().string()));
        }
    }
    session.stopwatch.lap("draws");
    publish(session, store, output, folder);
}

void start(const PsaOptions& options) {
    if (options.config.path.empty()) throw UsageError("psa needs a CONFIG, or --resume RUN_DIR");
    const Design design = options.to_design();
    Session session(options.config.load(), design, options.backend);
    const Model& model = session.study.model();
    const RunFolder folder(options.output.out, model.name, options.output.existing());
    folder.discard_old_run();
    psa::Store store = psa::Store::create(folder.path() / psa::store_file_name, describe(session.study.config, design),
                                          model, session.outcomes.outcomes());
    finish(session, store, options.output, folder);
}

void resume(const PsaOptions& options) {
    const std::filesystem::path path = *options.resume / psa::store_file_name;
    if (!std::filesystem::exists(path))
        throw UsageError(path.string() + ": no such file; give the run folder of a psa");
    if (options.config.path.empty() && options.says_what())
        throw UsageError(
            "--resume takes everything from the store; to check that it is the same analysis, give CONFIG too");
    psa::Store store = psa::Store::open(path);
    const psa::Analysis stored = store.analysis();
    psa::Analysis wanted = stored;
    wanted.version = build_info.version;
    if (!options.config.path.empty()) wanted = describe(options.config.load(), options.to_design());
    const std::string differs = psa::difference(stored, wanted);
    if (!differs.empty()) throw UsageError(path.string() + " is of another analysis; " + differs);

    Session session(load_config_text(stored.config_text, path.string()), stored.design, options.backend);
    if (session.study.config.hash != stored.config_hash)
        throw UsageError(path.string() + ": its config reads differently in this version of ibtr");
    check_repeatable(session.context(), store, session.engine.simulate);
    finish(session, store, options.output, RunFolder(options.resume, session.study.model().name, ExistingFiles::keep));
}

}  // namespace

void add_psa(CLI::App& app) {
    auto options = std::make_shared<PsaOptions>();
    CLI::App* command =
        app.add_subcommand("psa", "Parameter uncertainty: draw parameters, simulate each draw, credible intervals");
    add_config_options(*command, options->config);
    command->get_option("CONFIG")->required(false);
    add_output_options(*command, options->output);
    add_backend_options(*command, options->backend);
    command->add_option("--draws", options->draws, fmt::format("Parameter draws (default: {})", default_draws))
        ->check(CLI::Range(2U, 1U << 30));
    command->add_option("--design", options->design, "mc (independent draws, the default), lhs or sobol")
        ->check(CLI::IsMember({"mc", "lhs", "sobol"}));
    command
        ->add_option("--replicates", options->replicates,
                     fmt::format("Independent randomisations of lhs and sobol (default: {})", default_replicates))
        ->check(CLI::Range(2U, 10000U));
    command->add_option("--resume", options->resume, "Continue the analysis in this run folder")->type_name("RUN_DIR");
    command->callback([options] { options->resume ? resume(*options) : start(*options); });
}

}  // namespace ibtr::cli
