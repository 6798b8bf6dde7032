#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/psa_engine.hpp"
#include "cli/psa_numbers.hpp"
#include "cli/psa_session.hpp"
#include "cli/publish.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "mpi/placement.hpp"
#include "mpi/processes.hpp"
#include "psa/helper.hpp"
#include "psa/leader.hpp"
#include "psa/pilot.hpp"
#include "psa/run_draws.hpp"
#include "psa/size.hpp"

namespace ibtr::cli {
namespace {

constexpr std::uint32_t default_draws = 1000;
constexpr std::uint32_t default_replicates = 16;

struct PsaOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
    std::optional<std::uint32_t> draws, replicates;
    std::optional<std::string> design, shard, patients;
    std::optional<std::uint64_t> budget_histories;
    std::optional<std::filesystem::path> resume;
    std::vector<std::string> groups;
    bool stratified = false;

    [[nodiscard]] Design to_design() const {
        Design result{design_kind(design.value_or("mc")), draws.value_or(default_draws), 1};
        if (result.kind != DesignKind::monte_carlo)
            result.replicates = replicates.value_or(default_replicates);
        else if (replicates)
            throw UsageError("--replicates is for --design lhs and sobol");
        return result;
    }
    [[nodiscard]] bool automatic() const { return patients && *patients == "auto"; }
    /// The config, changed as the command line says.
    [[nodiscard]] LoadedConfig load() const {
        if (automatic() != budget_histories.has_value())
            throw UsageError("--patients auto and --budget-histories N go together");
        if (automatic() && draws) throw UsageError("--patients auto chooses the number of draws: leave --draws out");
        ConfigOptions changed = config;
        if (patients && !automatic()) changed.patients = parse_patients(*patients);
        return changed.load();
    }
    [[nodiscard]] DrawRange to_range(const Design& all) const {
        return shard ? shard_range(*shard, all.draws) : DrawRange{0, all.draws};
    }
    [[nodiscard]] psa::Selection to_selection(const Model& model) const {
        return {psa::find_groups(model, groups), stratified};
    }
    [[nodiscard]] bool says_what() const {
        return !groups.empty() || stratified || draws || replicates || design || shard || patients ||
               budget_histories || config.seed || config.patients || !config.overrides.empty();
    }
};

void announce_size(const psa::Analysis& analysis, const std::vector<psa::Outcome>& outcomes, std::size_t parameters) {
    constexpr double megabyte = 1e6;
    const psa::Size size = psa::size_of(analysis, outcomes, parameters);
    fmt::print(stderr,
               "{} outcomes of {} draws: the store will take about {:.0f} MB, results at most {:.0f} MB of memory; {} "
               "patients per draw\n",
               outcomes.size(), analysis.range.end - analysis.range.begin, size.store_bytes / megabyte,
               size.memory_bytes / megabyte, analysis.patients);
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

unsigned threads_of(const mpi::Processes* processes) {
    return processes == nullptr ? available_threads() : processes->threads();
}

/// Simulates what the store lacks, then writes the results.
void finish(const PsaSession& session, const PsaEngine& engine, psa::Store& store, const OutputOptions& output,
            const RunFolder& folder, mpi::Processes* processes, Stopwatch& stopwatch) {
    const Model& model = session.model();
    PsaMakers makers{"psa", engine.name, engine.description, engine.threads};
    std::optional<psa::Leader> leader;
    if (processes != nullptr) {
        leader.emplace(processes->mail(), processes->count() - 1, store.analysis(), session.study().tables_digest);
        makers.device = fmt::format("{} processes; rank 0: {}", processes->count(), engine.description);
    }
    if (!output.quiet) {
        fmt::print(stderr, "backend {}: {}\n", engine.name, makers.device);
        announce_size(store.analysis(), session.outcomes().outcomes(), model.parameters.size());
    }
    {
        ProgressLine progress(model.simulated_strategies().size(), output.quiet);
        const auto show = [&](std::uint64_t stored, std::uint64_t total) {
            return progress(stored * model.patients, total * model.patients);
        };
        try {
            psa::run_draws(session.context(), store, engine.simulate, {.threads = engine.threads}, show,
                           leader ? &*leader : nullptr);
        } catch (const Interrupted&) {
            throw Interrupted(
                fmt::format("stopped by the user; continue with `ibtr psa --resume {}`", folder.path().string()));
        }
    }
    leader.reset();
    if (processes != nullptr) processes->leave();
    stopwatch.lap("draws");
    publish_psa(session, store, makers, output, folder, stopwatch);
}

/// What is to be done, sizes decided.
struct Plan {
    LoadedConfig config;
    Design design;
    psa::Analysis analysis;
};

Plan make_plan(const PsaOptions& options, const PsaEngine& engine) {
    LoadedConfig config = options.load();
    Design design = options.to_design();
    std::optional<double> optimal_patients;
    if (options.automatic()) {
        const psa::Allocation chosen =
            psa::plan_budget(config, *options.budget_histories, design.replicates, engine.simulate, engine.threads);
        const std::string patients = fmt::format("patients={}", chosen.patients);
        config = load_config_text(config.text, options.config.path, {patients});
        design.draws = chosen.draws;
        optimal_patients = chosen.optimal_patients;
        if (!options.output.quiet)
            fmt::print(stderr, "pilot: n* = {:.0f} ({}); {} draws of {} patients\n", chosen.optimal_patients,
                       chosen.decided_by, chosen.draws, chosen.patients);
    }
    psa::Analysis analysis =
        describe_analysis(config, design, options.to_range(design), options.to_selection(config.model));
    analysis.pilot_optimal_patients = optimal_patients;
    return {std::move(config), design, std::move(analysis)};
}

void start(const PsaOptions& options, mpi::Processes* processes) {
    Stopwatch stopwatch;
    if (options.config.path.empty()) throw UsageError("psa needs a CONFIG, or --resume RUN_DIR");
    const PsaEngine engine = make_psa_engine(options.backend, threads_of(processes));
    const Plan plan = make_plan(options, engine);
    const PsaSession session(plan.config, plan.design, plan.analysis.selection);
    const RunFolder folder(options.output.out, session.model().name, options.output.existing());
    folder.discard_old_run();
    psa::Store store = psa::Store::create(folder.path() / psa::store_file_name, plan.analysis, session.model(),
                                          session.outcomes().outcomes());
    finish(session, engine, store, options.output, folder, processes, stopwatch);
}

void resume(const PsaOptions& options, mpi::Processes* processes) {
    Stopwatch stopwatch;
    if (options.output.out) throw UsageError("--resume writes into the folder it continues: leave --out out");
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
    if (!options.config.path.empty()) {
        const Design design = options.to_design();
        if (options.automatic()) throw UsageError("--patients auto: the store knows what it chose; leave it out");
        const LoadedConfig config = options.load();
        wanted = describe_analysis(config, design, options.to_range(design), options.to_selection(config.model));
    }
    const std::string differs = psa::difference(stored, wanted);
    if (!differs.empty()) throw UsageError(path.string() + " is of another analysis; " + differs);

    const PsaSession session(stored, path.string());
    const PsaEngine engine = make_psa_engine(options.backend, threads_of(processes));
    check_repeatable(session.context(), store, engine.simulate);
    const RunFolder folder(options.resume, session.model().name, ExistingFiles::keep);
    finish(session, engine, store, options.output, folder, processes, stopwatch);
}

/// The life of a process that simulates for rank 0.
void assist(const PsaOptions& options, mpi::Processes& processes) {
    const psa::Analysis analysis = psa::await_analysis(processes.mail());
    const PsaSession session(analysis, "the config from rank 0");
    const PsaEngine engine = make_psa_engine(options.backend, threads_of(&processes));
    psa::help(processes.mail(), session.context(), engine.simulate,
              {engine.threads, session.study().tables_digest, interrupt_requested});
    processes.leave();
}

void run(const PsaOptions& options, mpi::Processes* processes) {
    if (processes != nullptr && processes->rank() > 0)
        assist(options, *processes);
    else if (options.resume)
        resume(options, processes);
    else
        start(options, processes);
}

void psa_command(const PsaOptions& options) {
    const std::unique_ptr<mpi::Processes> processes = mpi::Processes::join();
    if (!processes) {
        run(options, nullptr);
        return;
    }
    const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
    const auto device =
        mpi::device_of_process(visible == nullptr ? std::nullopt : std::optional(std::string_view(visible)),
                               mpi::count_devices(), processes->place_on_machine());
    if (device) ::setenv("CUDA_VISIBLE_DEVICES", device->c_str(), 1);
    try {
        run(options, processes.get());
    } catch (const std::exception& error) {
        processes->abort(report_failure(error));  // the others would wait for this process for ever
    }
}

}  // namespace

void add_psa(CLI::App& app) {
    auto options = std::make_shared<PsaOptions>();
    CLI::App* command =
        app.add_subcommand("psa", "Parameter uncertainty: draw parameters, simulate each draw, credible intervals");
    add_config_options(*command, options->config);
    command->get_option("CONFIG")->required(false);
    command->remove_option(command->get_option("--patients"));
    command->add_option("--patients", options->patients,
                        "Women in each draw, or auto: as many as a pilot of fixed size finds best for the budget");
    command
        ->add_option("--budget-histories", options->budget_histories,
                     "For --patients auto: histories in all (women x simulated strategies x draws)")
        ->check(CLI::PositiveNumber);
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
    command
        ->add_option("--groups", options->groups,
                     "Groups whose curves and contrasts are kept too: FACTOR=LEVEL, or FACTOR for all of its levels")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("GROUP,...");
    command->add_flag("--stratified", options->stratified, "Keeps stratified hazard ratios too");
    command->add_option("--shard", options->shard, "Only the i-th of n shares of the draws; join with `ibtr merge`")
        ->type_name("i/n");
    command->add_option("--resume", options->resume, "Continue the analysis in this run folder")->type_name("RUN_DIR");
    command->callback([options] { psa_command(*options); });
}

}  // namespace ibtr::cli
