#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "bench/bench_report.hpp"
#include "bench/contestants.hpp"
#include "bench/plain_programs.hpp"
#include "bench/scaling.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"

namespace ibtr::cli {
namespace {

using bench::Contestant;
using bench::Measurement;

struct BenchOptions {
    std::string config;               ///< empty: the benchmark config of the source tree or the installation
    std::string backend;              ///< empty: all, and the plain baselines
    std::filesystem::path baselines;  ///< empty: beside this program
    unsigned threads = 0;
    unsigned rounds = 7;
    double seconds = bench::usual_seconds;
    bool scaling = false;
    bool json = false;
};

/// The benchmark config: in the working directory, else beside an installed program, else in the source tree whose
/// build folder build/PRESET/bin holds the program.
std::string default_config() {
    const std::filesystem::path name = "configs/bench_markov.toml";
    const std::filesystem::path folder = bench::folder_of_this_program();
    const std::filesystem::path places[] = {name, folder / "../share/ibtr" / name, folder / "../../.." / name};
    std::string looked;
    for (const std::filesystem::path& place : places) {
        if (std::filesystem::exists(place)) return place.lexically_normal().string();
        looked += (looked.empty() ? "" : ", ") + place.lexically_normal().string();
    }
    throw UsageError("bench: the benchmark config was not found (looked for " + looked +
                     "): name a CONFIG, or ask for --scaling, which needs none");
}

struct Field {
    std::vector<Contestant> contestants;
    std::string missing;  ///< why there are no plain baselines where there should be
};

/// The models and programs that are timed in turn.
Field contestants_of(BenchOptions& options) {
    if (!options.backend.empty() && (options.scaling || !options.baselines.empty()))
        throw UsageError("bench: --backend times one backend alone: leave --scaling and --baselines out");
    const unsigned threads = options.threads == 0 ? available_threads() : options.threads;
    if (options.scaling) return {bench::scaling_contestants(threads), ""};
    if (options.config.empty()) options.config = default_config();
    const auto study = std::make_shared<const Study>(load_config({options.config}));
    say_warnings(*study);
    if (!options.backend.empty()) {
        const std::shared_ptr<Backend> backend = make_backend(options.backend, threads);
        const std::string name = options.backend + " " + backend->description();
        return {{bench::simulation(study, backend, name, backend->threads())}, ""};
    }
    if (options.baselines.empty()) options.baselines = bench::folder_of_this_program() / "ibtr_baselines";
    Field field{bench::all_backends(study, threads), ""};
    bench::PlainBaselines plain = bench::plain_baselines(options.baselines, threads);
    std::move(plain.contestants.begin(), plain.contestants.end(), std::back_inserter(field.contestants));
    field.missing = plain.missing;
    return field;
}

void run_bench(BenchOptions options) {
    const auto [contestants, missing] = contestants_of(options);
    const std::vector<Measurement> results = bench::measure(contestants, options.rounds, options.seconds);
    if (!missing.empty()) tell("ibtr bench: no plain baselines: {}", missing);
    if (options.json) {
        print_result(bench::results_json(results, missing, options.rounds) + "\n");
        return;
    }
    print_result(fmt::format("{}, {}, medians of {} interleaved runs of about {} s\n", bench::processor_name(),
                             build_info.compiler, options.rounds, options.seconds));
    print_result(fmt::format("{}\n\n", options.scaling ? "synthetic models that differ in one size at a time"
                                       : missing.empty() && options.backend.empty()
                                           ? options.config + "; the plain baselines walk the benchmark model"
                                           : options.config));
    print_result(bench::results_table(results));
}

}  // namespace

void add_bench(CommandLine& program) {
    auto options = std::make_shared<BenchOptions>();
    Command command = program.add("bench", "Histories per second of each backend, beside plain baselines");
    command.option("CONFIG", options->config, "Model to walk (default: configs/bench_markov.toml)");
    command.option("--backend", options->backend, "cuda, omp, tbb or cpp: this one alone, and no baselines");
    command.option("--threads", options->threads, "Threads of the parallel rows (default: all)").between(1, 4096);
    command.option("--baselines", options->baselines,
                   "Program of the plain baselines (default: ibtr_baselines beside this program)");
    command.option("--rounds", options->rounds, "Interleaved runs of each row").between(1, 1000).showing_default();
    command.option("--seconds", options->seconds, "About how long one run lasts")
        .between_numbers(0.001, 3600)
        .showing_default();
    command.flag("--scaling", options->scaling,
                 "Instead: strategies, exits, strata, bins and hazard pieces, one at a time");
    command.flag("--json", options->json, "One line of JSON");
    command.does([options] { run_bench(*options); });
}

}  // namespace ibtr::cli
