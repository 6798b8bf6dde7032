#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bench/contestants.hpp"
#include "bench/synthetic_config.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/study.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/build_info.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

using bench::Contestant;
using bench::Measurement;

struct BenchOptions {
    std::string config;
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
    std::vector<Contestant> contestants;
    for (const auto& [name, size] : sizes) {
        const auto study = std::make_shared<const Study>(
            make_study(load_config_text(bench::synthetic_config(size), "synthetic config")));
        contestants.push_back(bench::simulation(study, backend, name, threads));
    }
    return contestants;
}

std::string as_json(const std::vector<Measurement>& results, unsigned rounds) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Measurement& result : results)
        rows.push_back({{"group", result.group},
                        {"name", result.name},
                        {"threads", result.threads},
                        {"histories_a_run", result.histories},
                        {"histories_per_second_median", result.median()},
                        {"histories_per_second_min", result.histories_per_second.front()},
                        {"histories_per_second_max", result.histories_per_second.back()}});
    return nlohmann::ordered_json{{"processor", processor_name()},
                                  {"compiler", build_info.compiler},
                                  {"version", build_info.git_describe},
                                  {"rounds", rounds},
                                  {"results", rows}}
        .dump();
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

void run_bench(const BenchOptions& options) {
    const unsigned threads = options.threads == 0 ? available_threads() : options.threads;
    std::vector<Contestant> contestants;
    if (options.scaling) {
        contestants = scaling_contestants(threads);
    } else {
        const auto study = std::make_shared<const Study>(make_study(load_config({options.config, {}})));
        contestants = bench::all_backends(study, threads);
        for (Contestant& plain : bench::plain_baselines(threads)) contestants.push_back(std::move(plain));
    }
    const std::vector<Measurement> results = bench::measure(contestants, options.rounds, options.seconds);
    if (options.json) {
        fmt::print("{}\n", as_json(results, options.rounds));
        return;
    }
    fmt::print("{}, {}, medians of {} interleaved runs of about {} s\n", processor_name(), build_info.compiler,
               options.rounds, options.seconds);
    fmt::print("{}\n\n", options.scaling ? "synthetic models that differ in one size at a time"
                                         : options.config + "; the plain baselines walk the benchmark model");
    print_table(results);
}

}  // namespace

void add_bench(CLI::App& app) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = app.add_subcommand("bench", "Histories per second of each backend, beside plain baselines");
    command->add_option("CONFIG", options->config, "Model to walk, e.g. configs/bench_markov.toml");
    command->add_option("--threads", options->threads, "Threads of the parallel rows (default: all)")
        ->check(CLI::Range(1U, 4096U));
    command->add_option("--rounds", options->rounds, "Interleaved runs of each row")
        ->check(CLI::Range(1U, 1000U))
        ->capture_default_str();
    command->add_option("--seconds", options->seconds, "About how long one run lasts")->capture_default_str();
    command->add_flag("--scaling", options->scaling,
                      "Instead: strategies, exits, strata, bins and hazard pieces, one at a time");
    command->add_flag("--json", options->json, "One line of JSON");
    command->callback([options] {
        if (options->config.empty() && !options->scaling)
            throw UsageError("bench: name a CONFIG, e.g. configs/bench_markov.toml, or ask for --scaling");
        run_bench(*options);
    });
}

}  // namespace ibtr::cli
