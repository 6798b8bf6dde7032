#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/psa_options.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "mpi/processes.hpp"
#include "psa/analysis_size.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/leader_and_helpers.hpp"
#include "psa/psa_results.hpp"
#include "psa/psa_session.hpp"
#include "psa/run_draws.hpp"

namespace ibtr::cli {
namespace {

void announce_size(const psa::Analysis& analysis, const std::vector<Quantity>& outcomes, std::size_t parameters) {
    constexpr double megabyte = 1e6;
    const psa::Size size = psa::size_of(analysis, outcomes, parameters);
    fmt::print(stderr,
               "{} outcomes of {} draws: the store will take about {:.0f} MB, results at most {:.0f} MB of memory; {} "
               "patients per draw\n",
               outcomes.size(), analysis.range.end - analysis.range.begin, size.store_bytes / megabyte,
               size.memory_bytes / megabyte, analysis.patients);
}

psa::Engine engine_of(const PsaOptions& options, const mpi::Processes* processes) {
    unsigned threads = options.backend.threads;
    if (threads == 0) threads = processes == nullptr ? available_threads() : processes->threads();
    return psa::make_engine(options.backend.backend, threads);
}

void simulate_missing(const psa::Session& session, const psa::Engine& engine, psa::Store& store, bool quiet,
                      const RunFolder& folder, psa::Leader* leader) {
    const std::uint64_t patients = session.model().patients;
    ProgressLine progress(session.model().simulated_strategies().size(), quiet);
    const auto show = [&](std::uint64_t stored, std::uint64_t total) {
        return progress(stored * patients, total * patients);
    };
    try {
        psa::run_draws(session.context(), store, *engine.backend, {}, show, leader);
    } catch (const Interrupted&) {
        throw Interrupted(
            fmt::format("stopped by the user; continue with `ibtr psa --resume {}`", folder.path().string()));
    }
}

/// Simulates what the store lacks, then writes the results.
void finish(const psa::Session& session, const psa::Engine& engine, psa::Store& store, const OutputOptions& output,
            const RunFolder& folder, mpi::Processes* processes, StageTimer& timer) {
    psa::Makers makers{"psa", engine.name, engine.description, engine.threads};
    std::optional<psa::Leader> leader;
    if (processes != nullptr) {
        leader.emplace(processes->mail(), processes->count() - 1, store.analysis(), session.study().tables_digest());
        makers.device = fmt::format("{} processes; rank 0: {}", processes->count(), engine.description);
    }
    if (!output.quiet) {
        fmt::print(stderr, "backend {}: {}\n", engine.name, makers.device);
        announce_size(store.analysis(), session.outcomes().outcomes(), session.model().parameters.size());
    }
    simulate_missing(session, engine, store, output.quiet, folder, leader ? &*leader : nullptr);
    leader.reset();
    if (processes != nullptr) processes->leave();
    timer.lap("draws");
    announce(session, psa::write_psa(session, store, makers, output.figures(), folder, timer), output, folder);
}

/// What is to be done, sizes decided.
struct Plan {
    LoadedConfig config;
    Design design;
    psa::Analysis analysis;
};

Plan make_plan(const PsaOptions& options, const psa::Engine& engine) {
    LoadedConfig config = options.load();
    Design design = options.to_design();
    std::optional<double> optimal_patients;
    if (options.automatic()) {
        const psa::Allocation chosen =
            psa::plan_budget(config, *options.budget_histories, design.replicates, *engine.backend);
        const std::string patients = fmt::format("patients={}", chosen.patients);
        config = load_config_text(config.text, options.config.path, {patients});
        design.draws = chosen.draws;
        optimal_patients = chosen.optimal_patients;
        if (!options.output.quiet)
            fmt::print(stderr, "pilot: n* = {:.0f} ({}); {} draws of {} patients\n", chosen.optimal_patients,
                       chosen.decided_by, chosen.draws, chosen.patients);
    }
    psa::Analysis analysis =
        psa::describe_analysis(config, design, options.to_range(design), options.to_selection(config.model));
    analysis.pilot_optimal_patients = optimal_patients;
    return {std::move(config), design, std::move(analysis)};
}

void start(const PsaOptions& options, mpi::Processes* processes) {
    StageTimer timer;
    if (options.config.path.empty()) throw UsageError("psa needs a CONFIG, or --resume RUN_DIR");
    const psa::Engine engine = engine_of(options, processes);
    const Plan plan = make_plan(options, engine);
    const psa::Session session(plan.config, plan.design, plan.analysis.selection);
    say_warnings(session.study());
    const PendingFolder folder = open_folder(options.output, session.model().name, psa::psa_files());
    folder->discard_old_run();
    psa::Store store = psa::Store::create(folder->path() / psa::store_file_name, plan.analysis, session.model(),
                                          session.outcomes().outcomes());
    finish(session, engine, store, options.output, *folder, processes, timer);
}

/// The analysis that the options ask for, to be held against a stored one.
psa::Analysis wanted_analysis(const PsaOptions& options, psa::Analysis stored) {
    if (options.config.path.empty()) {
        stored.version = build_info.version;
        return stored;
    }
    const Design design = options.to_design();
    if (options.automatic()) throw UsageError("--patients auto: the store knows what it chose; leave it out");
    const LoadedConfig config = options.load();
    return psa::describe_analysis(config, design, options.to_range(design), options.to_selection(config.model));
}

void resume(const PsaOptions& options, mpi::Processes* processes) {
    StageTimer timer;
    if (options.output.out) throw UsageError("--resume writes into the folder it continues: leave --out out");
    const std::filesystem::path path = *options.resume / psa::store_file_name;
    if (!std::filesystem::exists(path))
        throw UsageError(path.string() + ": no such file; give the run folder of a psa");
    if (options.config.path.empty() && options.says_what())
        throw UsageError(
            "--resume takes everything from the store; to check that it is the same analysis, give CONFIG too");
    const RunFolder folder(options.resume, "", ExistingFiles::keep, {psa::psa_files(), {}});
    psa::Store store = psa::Store::open(path);
    const psa::Analysis stored = store.analysis();
    const std::string differs = psa::difference(stored, wanted_analysis(options, stored));
    if (!differs.empty()) throw UsageError(path.string() + " is of another analysis; " + differs);

    const psa::Session session(stored, path.string());
    store.require_quantities(session.model(), session.outcomes().outcomes());
    say_warnings(session.study());
    const psa::Engine engine = engine_of(options, processes);
    psa::check_repeatable(session.context(), store, *engine.backend);
    finish(session, engine, store, options.output, folder, processes, timer);
}

/// The life of a process that simulates for rank 0.
void assist(const PsaOptions& options, mpi::Processes& processes) {
    const psa::Analysis analysis = psa::await_analysis(processes.mail());
    const psa::Session session(analysis, "the config from rank 0");
    say_warnings(session.study());
    const psa::Engine engine = engine_of(options, &processes);
    psa::help(processes.mail(), session.context(), *engine.backend,
              {engine.threads, session.study().tables_digest(), interrupt_requested});
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
    mpi::take_own_device(processes->place_on_machine());
    try {
        run(options, processes.get());
    } catch (const std::exception& error) {
        processes->abort(static_cast<int>(report_failure(error)));  // the others would wait for this one for ever
    }
}

}  // namespace

void add_psa(CommandLine& program) {
    auto options = std::make_shared<PsaOptions>();
    Command command =
        program.add("psa", "Parameter uncertainty: draw parameters, simulate each draw, credible intervals");
    add_psa_options(command, *options);
    command.does([options] { psa_command(*options); });
}

}  // namespace ibtr::cli
