#include "bench/contestants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "backend/cpu_backend.hpp"
#include "backend/cuda_backend.hpp"
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
/// @param fewest units that can be done
Contestant repeated(std::string name, unsigned threads, const std::function<double(std::uint64_t units)>& run,
                    std::uint64_t histories, std::uint64_t pilot, std::uint64_t fewest) {
    auto units = std::make_shared<std::uint64_t>(0);
    return {"ibtr", std::move(name), threads,
            [run, units, histories, pilot, fewest](double wanted_seconds) {
                *units = fitting_size(wanted_seconds, pilot, fewest, run);
                return *units * histories;
            },
            [run, units] { return run(*units); }};
}

/// As many women as leave no stratum of the study empty, and neither does any larger number. Where no number does,
/// planning the walk says so.
std::uint64_t enough_from(const Study& study) {
    return enough_patients(study.population(), 1).value_or(1);
}

/// As many women as wanted, or as many as that.
std::uint64_t at_least_in_all_strata(std::uint64_t women, const Study& study) {
    return std::max(women, enough_from(study));
}

/// Draws of the same tables, whose results nobody looks at.
class SmallDraws final : public JobSource {
public:
    SmallDraws(const Study& study, const Model& model, std::uint64_t women, std::uint64_t draws)
        : study_(study), model_(model), women_(women), draws_(draws) {}
    std::unique_ptr<Job> next() override {
        if (next_ == draws_) return nullptr;
        return std::make_unique<Draw>(*this, static_cast<std::uint32_t>(next_++));
    }

private:
    class Draw final : public Job {
    public:
        Draw(const SmallDraws& draws, std::uint32_t number) : draws_(draws), number_(number) {}
        Input prepare() override {
            const Study& study = draws_.study_;
            plan_.emplace(draws_.model_, study.population(), study.graph(), draws_.women_, draws_.model_.seed, number_,
                          PatientRange{0, draws_.women_});
            return {study.tables(), *plan_};
        }
        void finish(Tallies) override {}

    private:
        const SmallDraws& draws_;
        std::uint32_t number_;
        std::optional<WorkPlan> plan_;
    };
    const Study& study_;
    const Model& model_;
    std::uint64_t women_, draws_, next_ = 0;
};

}  // namespace

Contestant simulation(const std::shared_ptr<const Study>& study, const std::shared_ptr<Backend>& backend,
                      std::string name, unsigned threads) {
    const auto simulate = [study, backend](std::uint64_t patients) {
        const Model& model = study->model();
        const WorkPlan plan(model, study->population(), study->graph(), patients, model.seed, 0, {0, patients});
        return seconds_of([&] { backend->simulate(study->tables(), plan, {}); });
    };
    return repeated(std::move(name), threads, simulate, study->model().simulated_strategies().size(), 200000,
                    std::max<std::uint64_t>(1000, enough_from(*study)));
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
    return repeated(std::move(name), threads, simulate, women * study->model().simulated_strategies().size(), 1, 1);
}

Contestant small_draws(const std::shared_ptr<const Study>& study, unsigned threads) {
    const std::uint64_t women = at_least_in_all_strata(10000, *study);
    const engine::UsableEngine engine = engine::choose_engine();
    const std::shared_ptr<Backend> backend = make_cpu_backend("omp", threads, engine);
    const auto simulate = [study, backend, women](std::uint64_t wanted) {
        const Model model = with_options(study->model(), {.batches = 2});
        SmallDraws draws(*study, model, women, wanted);
        return seconds_of([&] { backend->simulate(draws, {}); });
    };
    return repeated(fmt::format("draws of {} women, {}", women, engine.name), threads, simulate,
                    women * study->model().simulated_strategies().size(), 20, 1);
}

std::vector<Contestant> all_backends(const std::shared_ptr<const Study>& study, unsigned threads) {
    std::vector<Contestant> contestants;
    if (cuda_status().usable)
        contestants.push_back(simulation(study, make_cuda_backend(threads), "cuda " + cuda_status().detail, 0));
    for (const engine::UsableEngine& engine : engine::usable_engines()) {
        const std::string isa = engine.name;
        contestants.push_back(simulation(study, make_cpu_backend("cpp", 1, engine), "cpp " + isa, 1));
        if (threads > 1)
            contestants.push_back(simulation(study, make_cpu_backend("omp", threads, engine), "omp " + isa, threads));
    }
    if (threads > 1) {
        const engine::UsableEngine fastest = engine::choose_engine();
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

std::uint64_t fitting_size(double wanted_seconds, std::uint64_t pilot, std::uint64_t fewest,
                           const std::function<double(std::uint64_t women)>& run) {
    const double shorter = std::min(wanted_seconds / usual_seconds, 1.0);
    pilot = std::max(fewest, static_cast<std::uint64_t>(shorter * static_cast<double>(pilot)));
    run(pilot);  // warms caches and clocks
    const double fitting = wanted_seconds / run(pilot) * static_cast<double>(pilot);
    return std::max(fewest, static_cast<std::uint64_t>(fitting));
}

}  // namespace ibtr::bench
