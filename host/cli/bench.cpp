#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "bench/contestants.hpp"
#include "bench/plain_programs.hpp"
#include "bench/synthetic_config.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "study/study.hpp"

namespace ibtr::cli {
namespace {

using bench::Contestant;
using bench::Measurement;

struct BenchOptions {
    std::string config;  ///< empty: the benchmark config of the source tree or the installation
    std::filesystem::path baselines = bench::plain_program_beside_this();
    unsigned threads = 0;
    unsigned rounds = 7;
    double seconds = 0.3;
    bool scaling = false;
    bool json = false;
};

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

/// The benchmark config: in the working directory, else beside an installed program, else in the source tree whose
/// build folder build/PRESET/bin holds the program.
std::string default_config() {
    const std::filesystem::path name = "configs/bench_markov.toml";
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const std::filesystem::path places[] = {name, folder / "../share/ibtr" / name, folder / "../../.." / name};
    std::string looked;
    for (const std::filesystem::path& place : places) {
        if (std::filesystem::exists(place)) return place.lexically_normal().string();
        looked += (looked.empty() ? "" : ", ") + place.lexically_normal().string();
    }
    throw UsageError("bench: the benchmark config was not found (looked for " + looked +
                     "): name a CONFIG, or ask for --scaling, which needs none");
}

/// The fastest backend on models that differ from a common one in one size at a time.
std::vector<Contestant> scaling_contestants(unsigned threads) {
    const std::shared_ptr<Backend> backend = make_backend("auto", threads);
    std::vector<std::pair<std::string, bench::SyntheticSize>> sizes;
    for (const unsigned n : {1U, 2U, 4U, 8U}) sizes.push_back({fmt::format("{} strategies", n), {.strategies = n}});
    for (const unsigned n : {2U, 3U, 5U, 8U})
        sizes.push_back({fmt::format("{} exits of the start state", n), {.exits = n}});
    for (const unsigned n : {1U, 10U, 100U}) sizes.push_back({fmt::format("{} strata", n), {.strata = n}});
    for (const unsigned n : {1U, 12U, 120U}) sizes.push_back({fmt::format("{} bins a year", n), {.grid_per_year = n}});
    for (const unsigned n : {1U, 15U, 60U, 500U}) sizes.push_back({fmt::format("{} hazard pieces", n), {.pieces = n}});
    const auto study_of = [](const bench::SyntheticSize& size) {
        return std::make_shared<const Study>(
            compile_study(load_config_text(bench::synthetic_config(size), "synthetic config")));
    };
    std::vector<Contestant> contestants;
    for (const unsigned women : {1000U, 10000U, 100000U, 1000000U, 10000000U})
        contestants.push_back(
            bench::repeated_simulation(study_of({}), backend, fmt::format("{} women a run", women), threads, women));
    for (const auto& [name, size] : sizes) {
        const auto study = study_of(size);
        contestants.push_back(bench::simulation(study, backend, name, threads));
    }
    return contestants;
}

std::string as_json(const std::vector<Measurement>& results, const std::string& missing, unsigned rounds) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Measurement& result : results)
        rows.push_back({{"group", result.group},
                        {"name", result.name},
                        {"threads", result.threads},
                        {"histories_a_run", result.histories},
                        {"histories_per_second_median", result.median()},
                        {"histories_per_second_min", result.histories_per_second.front()},
                        {"histories_per_second_max", result.histories_per_second.back()}});
    nlohmann::ordered_json json{{"processor", processor_name()},
                                {"compiler", build_info.compiler},
                                {"version", build_info.git_describe},
                                {"rounds", rounds},
                                {"results", rows}};
    if (!missing.empty()) json["plain_baselines_missing"] = missing;
    return json.dump();
}

void print_table(const std::vector<Measurement>& results) {
    double fastest = 0;
    for (const Measurement& result : results) fastest = std::max(fastest, result.median());
    fmt::print("{:<15} {:<56} {:>7} {:>12} {:>20} {:>8}\n", "", "", "threads", "M hist./s", "min to max", "ratio");
    for (const Measurement& result : results)
        fmt::print("{:<15} {:<56} {:>7} {:>12.1f} {:>9.1f} to {:>7.1f} {:>8.3f}\n", result.group, result.name,
                   result.threads, result.median() / 1e6, result.histories_per_second.front() / 1e6,
                   result.histories_per_second.back() / 1e6, result.median() / fastest);
}

void run_bench(BenchOptions options) {
    const unsigned threads = options.threads == 0 ? available_threads() : options.threads;
    std::vector<Contestant> contestants;
    std::string missing;
    if (options.scaling) {
        contestants = scaling_contestants(threads);
    } else {
        if (options.config.empty()) options.config = default_config();
        const auto study = std::make_shared<const Study>(compile_study(load_config({options.config, {}})));
        contestants = bench::all_backends(study, threads);
        bench::PlainBaselines plain = bench::plain_baselines(options.baselines, threads);
        std::move(plain.contestants.begin(), plain.contestants.end(), std::back_inserter(contestants));
        missing = plain.missing;
    }
    const std::vector<Measurement> results = bench::measure(contestants, options.rounds, options.seconds);
    if (!missing.empty()) fmt::print(stderr, "ibtr bench: no plain baselines: {}\n", missing);
    if (options.json) {
        fmt::print("{}\n", as_json(results, missing, options.rounds));
        return;
    }
    fmt::print("{}, {}, medians of {} interleaved runs of about {} s\n", processor_name(), build_info.compiler,
               options.rounds, options.seconds);
    fmt::print("{}\n\n", options.scaling   ? "synthetic models that differ in one size at a time"
                         : missing.empty() ? options.config + "; the plain baselines walk the benchmark model"
                                           : options.config);
    print_table(results);
}

}  // namespace

void add_bench(CLI::App& app) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = app.add_subcommand("bench", "Histories per second of each backend, beside plain baselines");
    command->add_option("CONFIG", options->config, "Model to walk (default: configs/bench_markov.toml)");
    command->add_option("--threads", options->threads, "Threads of the parallel rows (default: all)")
        ->check(CLI::Range(1U, 4096U));
    command->add_option("--baselines", options->baselines, "Program of the plain baselines")->capture_default_str();
    command->add_option("--rounds", options->rounds, "Interleaved runs of each row")
        ->check(CLI::Range(1U, 1000U))
        ->capture_default_str();
    command->add_option("--seconds", options->seconds, "About how long one run lasts")
        ->check(number_between(0.001, 3600))
        ->capture_default_str();
    command->add_flag("--scaling", options->scaling,
                      "Instead: strategies, exits, strata, bins and hazard pieces, one at a time");
    command->add_flag("--json", options->json, "One line of JSON");
    command->callback([options] { run_bench(*options); });
}

}  // namespace ibtr::cli
