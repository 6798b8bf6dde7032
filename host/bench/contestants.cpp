#include "bench/contestants.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "backend/cpu_backend.hpp"
#include "backend/cuda_backend.hpp"
#include "backend/item_runner.hpp"
#include "engine/choose.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::bench {
namespace {

template <class Work>
double seconds_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Work in units that are repeated until they fill the wanted time.
/// @param run does that many units; @return seconds @param histories of a unit @param pilot units to measure with
Contestant repeated(std::string name, unsigned threads, const std::function<double(std::uint64_t units)>& run,
                    std::uint64_t histories, std::uint64_t pilot) {
    auto units = std::make_shared<std::uint64_t>(0);
    return {"ibtr", std::move(name), threads,
            [run, units, histories, pilot](double wanted_seconds) {
                *units = fitting_size(wanted_seconds, pilot, run);
                return *units * histories;
            },
            [run, units] { return run(*units); }};
}

}  // namespace

Contestant simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                      std::string name, unsigned threads) {
    const auto simulate = [study, backend](std::uint64_t patients) {
        const Model& model = study->model();
        const WorkPlan plan(model, study->population(), study->graph(), patients, model.seed, 0, {0, patients});
        return seconds_of([&] { backend->simulate(study->tables(), plan, {}); });
    };
    return repeated(std::move(name), threads, simulate, study->model().simulated_strategies().size(), 200000);
}

Contestant repeated_simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                               std::string name, unsigned threads, std::uint64_t women) {
    const auto simulate = [study, backend, women](std::uint64_t times) {
        const Model& model = study->model();
        const WorkPlan plan(model, study->population(), study->graph(), women, model.seed, 0, {0, women});
        return seconds_of([&] {
            for (std::uint64_t k = 0; k < times; ++k) backend->simulate(study->tables(), plan, {});
        });
    };
    return repeated(std::move(name), threads, simulate, women * study->model().simulated_strategies().size(), 1);
}

Contestant small_draws(const std::shared_ptr<const Study>& study, unsigned threads) {
    constexpr std::uint64_t women_a_draw = 10000;
    const engine::Choice engine = engine::choose_engine();
    const auto simulate = [study, threads, engine](std::uint64_t wanted) {
        const Model model = with_options(study->model(), {.batches = 2});
        std::atomic<std::uint32_t> next{0};
        ScratchPool scratch;
        return seconds_of([&] {
            std::vector<std::jthread> workers;
            for (unsigned t = 0; t < threads; ++t)
                workers.emplace_back([&] {
                    for (std::uint32_t draw = next++; draw < wanted; draw = next++) {
                        const WorkPlan plan(model, study->population(), study->graph(), women_a_draw, model.seed, draw,
                                            {0, women_a_draw});
                        ItemRunner runner(study->tables(), plan, engine.simulate, scratch);
                        for (std::uint64_t item = 0; item < plan.items(); ++item) runner.run(item);
                        runner.take();
                    }
                });
        });
    };
    return repeated(std::string("draws of 10,000 women, ") + engine.name, threads, simulate,
                    women_a_draw * study->model().simulated_strategies().size(), 20);
}

std::vector<Contestant> all_backends(const std::shared_ptr<const Study>& study, unsigned threads) {
    std::vector<Contestant> contestants;
    if (cuda_status().usable)
        contestants.push_back(simulation(study, make_cuda_backend(), "cuda " + cuda_status().detail, 0));
    for (const engine::Choice& engine : engine::usable_engines()) {
        const std::string isa = engine.name;
        contestants.push_back(simulation(study, make_cpu_backend("cpp", 1, engine), "cpp " + isa, 1));
        if (threads > 1)
            contestants.push_back(simulation(study, make_cpu_backend("omp", threads, engine), "omp " + isa, threads));
    }
    if (threads > 1) {
        const engine::Choice fastest = engine::choose_engine();
        contestants.push_back(
            simulation(study, make_cpu_backend("tbb", threads, fastest), std::string("tbb ") + fastest.name, threads));
    }
    contestants.push_back(small_draws(study, threads));
    return contestants;
}

std::vector<Measurement> measure(const std::vector<Contestant>& contestants, unsigned rounds, double seconds_per_run) {
    std::vector<Measurement> results;
    results.reserve(contestants.size());
    for (const Contestant& contestant : contestants)
        results.push_back(
            {contestant.group, contestant.name, contestant.threads, contestant.prepare(seconds_per_run), {}});
    for (unsigned round = 0; round < rounds; ++round)
        for (std::size_t k = 0; k < contestants.size(); ++k)
            results[k].histories_per_second.push_back(static_cast<double>(results[k].histories) / contestants[k].run());
    for (Measurement& result : results)
        std::sort(result.histories_per_second.begin(), result.histories_per_second.end());
    return results;
}

std::uint64_t fitting_size(double wanted_seconds, std::uint64_t pilot,
                           const std::function<double(std::uint64_t women)>& run) {
    run(pilot);  // warms caches and clocks
    const double fitting = wanted_seconds / run(pilot) * static_cast<double>(pilot);
    return std::max(pilot, static_cast<std::uint64_t>(fitting));
}

}  // namespace ibtr::bench
