#include <fmt/core.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/psa_options.hpp"
#include "cli/tell.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "mpi/processes.hpp"
#include "psa/analysis_size.hpp"
#include "psa/choose_engine.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/exact_draws.hpp"
#include "psa/leader_and_helpers.hpp"
#include "psa/psa_results.hpp"
#include "psa/psa_session.hpp"
#include "psa/run_draws.hpp"
#include "psa/survey_draws.hpp"
#include "report/run_files.hpp"

namespace ibtr::cli {
namespace {

void announce_size(const psa::Analysis& analysis, const std::vector<Quantity>& outcomes, std::size_t parameters) {
    constexpr double megabyte = 1e6;
    const psa::Size size = psa::size_of(analysis, outcomes, parameters);
    tell("{} outcomes of {} draws: the store will take about {:.0f} MB, results at most {:.0f} MB of memory; {}",
         outcomes.size(), analysis.range.end - analysis.range.begin, size.store_bytes / megabyte,
         size.memory_bytes / megabyte,
         analysis.method == psa::DrawMethod::exact ? "each is solved exactly"
                                                   : fmt::format("{} patients per draw", analysis.patients));
}

/// What can make draws: that of the options first, and what `auto` holds against it.
std::vector<psa::Engine> engines_of(const PsaOptions& options, psa::DrawMethod method,
                                    const mpi::Processes* processes) {
    unsigned threads = options.backend.threads;
    if (threads == 0) threads = processes == nullptr ? available_threads() : processes->threads();
    if (method == psa::DrawMethod::exact) {
        (void)psa::make_engine(options.backend.backend == "auto" ? "omp" : options.backend.backend, threads);
        return {psa::make_exact_engine(threads)};
    }
    std::vector<psa::Engine> engines{psa::make_engine(options.backend.backend, threads)};
    // Other processes would wait for draws while this one tries.
    if (options.backend.backend == "auto" && engines.front().name == "cuda" && processes == nullptr)
        engines.push_back(psa::make_engine("omp", threads));
    return engines;
}

void announce_choice(const psa::ChosenEngine& chosen) {
    if (chosen.trial.empty()) return;
    std::string rates;
    for (const BackendPace& pace : chosen.trial)
        rates += fmt::format("{}{} {:.4g} draws/s", rates.empty() ? "" : ", ", pace.backend, pace.draws_per_second());
    tell("auto: {}; going on with {}: {}", rates, chosen.engine.name, chosen.engine.description);
}

/// @return what has simulated, after a trial where there are several engines
psa::ChosenEngine simulate_missing(const psa::Session& session, std::span<const psa::Engine> engines, psa::Store& store,
                                   bool quiet, const RunFolder& folder, psa::Leader* leader) {
    const std::uint64_t patients = session.model().patients;
    const std::size_t strategies = session.model().simulated_strategies().size();
    std::optional<ProgressLine> progress;
    const auto of_evaluations = progress_of_evaluations("draws", quiet);
    const auto show = [&](std::uint64_t stored, std::uint64_t total) {
        if (session.context().method == psa::DrawMethod::exact) return of_evaluations(stored, total);
        return (*progress)(stored * patients, total * patients);
    };
    try {
        progress.emplace(strategies, quiet);
        psa::ChosenEngine chosen = psa::choose_engine(session.context(), store, engines, {}, show);
        progress.emplace(strategies, quiet);  // of the engine chosen, without the other one's time
        if (!quiet) announce_choice(chosen);
        psa::run_draws(session.context(), store, *chosen.engine.backend, {}, show, leader);
        return chosen;
    } catch (const Interrupted&) {
        throw Interrupted(
            fmt::format("stopped by the user; continue with `ibtr psa --resume {}`", folder.path().string()));
    }
}

/// Simulates what the store lacks, then writes the results.
void finish(const psa::Session& session, std::span<const psa::Engine> engines, psa::Store& store,
            const std::optional<LeftOutDraws>& illegal_draws, const OutputOptions& output, const RunFolder& folder,
            mpi::Processes* processes, StageTimer& timer) {
    const auto device_of = [&](const psa::Engine& engine) {
        if (processes == nullptr) return engine.description;
        return fmt::format("{} processes; rank 0: {}", processes->count(), engine.description);
    };
    std::optional<psa::Leader> leader;
    if (processes != nullptr)
        leader.emplace(processes->mail(), processes->count() - 1, store.analysis(), session.study().tables_digest());
    if (!output.quiet) {
        tell("backend {}: {}", engines.front().name, device_of(engines.front()));
        announce_size(store.analysis(), session.outcomes().outcomes(), session.model().parameters.size());
    }
    const psa::ChosenEngine chosen =
        simulate_missing(session, engines, store, output.quiet, folder, leader ? &*leader : nullptr);
    leader.reset();
    if (processes != nullptr) processes->leave();
    timer.lap("draws");
    const psa::Engine& engine = chosen.engine;
    const psa::Makers makers{"psa", engine.name, device_of(engine), engine.threads, chosen.trial, illegal_draws};
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
            tell("pilot: n* = {:.0f} ({}); {} draws of {} patients", chosen.optimal_patients, chosen.decided_by,
                 chosen.draws, chosen.patients);
    }
    psa::Analysis analysis = psa::describe_analysis(config, design, options.to_range(design),
                                                    options.to_selection(config.model), options.method());
    analysis.pilot_optimal_patients = optimal_patients;
    return {std::move(config), design, std::move(analysis)};
}

/// @throws StorageError where what it will take is not there by far; a little too much shows in time
/// @param draws to be made yet @param way_out what to do where there is no room for them
void require_room(std::uint64_t draws, const psa::Size& size, const std::filesystem::path& place,
                  const std::string& way_out) {
    constexpr double gigabyte = 1e9;
    const double memory = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
    const auto refuse = [&](const char* what, double needed, double there) {
        throw StorageError(fmt::format("{} draws take about {:.0f} GB of {}, of which {:.0f} GB are there: {}", draws,
                                       needed / gigabyte, what, there / gigabyte, way_out));
    };
    if (memory > 0 && size.memory_bytes > memory) refuse("memory", size.memory_bytes, memory);
    std::error_code error;
    std::filesystem::path folder = std::filesystem::absolute(place, error);
    while (!std::filesystem::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
    const std::filesystem::space_info disk = std::filesystem::space(folder, error);
    const auto free = static_cast<double>(disk.available);
    if (!error && size.store_bytes > gigabyte && size.store_bytes > free) refuse("disk", size.store_bytes, free);
}

std::optional<LeftOutDraws> survey(const psa::Session& session, const psa::Analysis& analysis,
                                   const psa::Engine& engine) {
    return psa::survey_draws(session.context(), analysis.design, analysis.range, engine.threads);
}

void start(const PsaOptions& options, mpi::Processes* processes) {
    StageTimer timer;
    if (options.config.path.empty()) throw UsageError("psa needs a CONFIG, or --resume RUN_DIR");
    const std::vector<psa::Engine> engines = engines_of(options, options.method(), processes);
    const Plan plan = make_plan(options, engines.front());
    const psa::Session session(plan.config, plan.design, plan.analysis.selection, plan.analysis.method);
    say_warnings(session.study());
    require_room(plan.analysis.range.end - plan.analysis.range.begin,
                 psa::size_of(plan.analysis, session.outcomes().outcomes(), session.model().parameters.size()),
                 options.output.out.value_or("."), "lower --draws, or share them between machines with --shard");
    const auto illegal_draws = survey(session, plan.analysis, engines.front());
    const PendingFolder folder = open_folder(options.output, session.model().name, psa::psa_files());
    folder->discard_old_run();
    psa::Store store = psa::Store::create(folder->path() / psa::store_file_name, plan.analysis, session.model(),
                                          session.outcomes().outcomes());
    finish(session, engines, store, illegal_draws, options.output, *folder, processes, timer);
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
    return psa::describe_analysis(config, design, options.to_range(design), options.to_selection(config.model),
                                  options.method());
}

/// Of what the store lacks: it may come from a larger machine, or say what nobody began.
void require_room_to_go_on(const psa::Session& session, const psa::Store& store, const std::filesystem::path& path) {
    const psa::Analysis& analysis = store.analysis();
    psa::Size size = psa::size_of(analysis, session.outcomes().outcomes(), session.model().parameters.size());
    const std::uint64_t missing = store.missing().size();
    size.store_bytes *= static_cast<double>(missing) / (analysis.range.end - analysis.range.begin);
    require_room(
        missing, size, path.parent_path(),
        fmt::format("continue {} on a machine with more, or start the analysis again with fewer --draws or with "
                    "--shard",
                    path.string()));
}

void resume(const PsaOptions& options, mpi::Processes* processes) {
    StageTimer timer;
    if (options.output.out) throw UsageError("--resume writes into the folder it continues: leave --out out");
    const std::filesystem::path path = *options.resume / psa::store_file_name;
    const auto require_store = [&] {
        if (!std::filesystem::exists(path))
            throw UsageError(path.string() + ": no such file; give the run folder of a psa");
    };
    require_store();
    if (options.config.path.empty() && options.says_what())
        throw UsageError(
            "--resume takes everything from the store; to check that it is the same analysis, give CONFIG too");
    const RunFolder folder(options.resume, "", ExistingFiles::keep, {psa::psa_files(), {}});
    require_store();  // whoever held the folder until now may have replaced the run
    psa::Store store = psa::Store::open(path);
    const psa::Analysis stored = store.analysis();
    const std::string differs = psa::difference(stored, wanted_analysis(options, stored));
    if (!differs.empty()) throw UsageError(path.string() + " is of another analysis; " + differs);

    const psa::Session session(stored, path.string());
    store.require_quantities(session.model(), session.outcomes().outcomes());
    require_room_to_go_on(session, store, path);
    say_warnings(session.study());
    const std::vector<psa::Engine> engines = engines_of(options, stored.method, processes);
    psa::check_repeatable(session.context(), store, *engines.front().backend);
    const auto illegal_draws = survey(session, stored, engines.front());
    folder.discard_old_run();
    finish(session, engines, store, illegal_draws, options.output, folder, processes, timer);
}

/// The life of a process that simulates for rank 0.
void assist(const PsaOptions& options, mpi::Processes& processes) {
    const OrderlyStop leaves_the_others_in_order;
    const psa::Analysis analysis = psa::await_analysis(processes.mail());
    const psa::Session session(analysis, "the config from rank 0");
    say_warnings(session.study());
    const psa::Engine engine = engines_of(options, analysis.method, &processes).front();
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
