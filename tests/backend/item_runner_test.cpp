// Work items from many threads at once, on plain std::thread: what ThreadSanitizer can follow, unlike the
// synchronisation inside OpenMP's and TBB's own libraries.

#include "backend/item_runner.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.hpp"
#include "ibtr/config.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {
namespace {

constexpr std::uint64_t cohort = 25000;

struct Compiled {
    Compiled(const std::string& config, const std::vector<std::string>& overrides)
        : model(load_config({std::string(IBTR_CONFIG_DIR) + "/" + config, overrides}).model) {}

    [[nodiscard]] WorkPlan plan(std::uint32_t per_item) const {
        return {model, population, graph, cohort, model.seed, 0, {0, cohort}, per_item};
    }

    Model model;
    Parameters parameters = base_parameters(model);
    Population population = make_population(model, parameters);
    EventGraph graph = make_event_graph(model);
    Tables tables = compile(model, parameters, population, graph);
};

Tallies walked_alone(const Compiled& study, const WorkPlan& plan, engine::SimulateTask engine) {
    ScratchPool pool;
    TallyCollector tallied(plan.shape());
    ItemRunner runner(study.tables, plan, engine, pool, tallied);
    while (runner.run_next() > 0) {
    }
    return tallied.take();
}

// Law: tallies do not depend on which thread takes which item. 50 batches in items of 20 women make threads meet
// in the same batch and, with `yearly` batches, in the same cell.
void expect_same_digest(const std::vector<std::string>& overrides) {
    const Compiled study("ibtr.toml", overrides);
    const WorkPlan plan = study.plan(20);

    ScratchPool pool;
    TallyCollector tallied(plan.shape());
    ItemRunner together(study.tables, plan, engine::simulate_task_baseline, pool, tallied);
    std::atomic<std::uint64_t> women_done{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            while (const std::uint32_t women = together.run_next()) women_done += women;
        });
    for (std::thread& thread : threads) thread.join();

    EXPECT_EQ(women_done, cohort);
    EXPECT_EQ(tally_digest(tallied.take()), tally_digest(walked_alone(study, plan, engine::simulate_task_baseline)));
}

TEST(ItemRunner, ThreadsShareBatchesOnTheOutputGrid) {
    expect_same_digest({});
}

// 960 batches of 180 bins exceed the counters that stay on the output grid: the second path through the tallies.
TEST(ItemRunner, ThreadsShareBatchesOnYears) {
    expect_same_digest({"batches=960"});
}

// Law: nor on which women are counted together. 448 strata in two batches are items of some 30 women; two of them,
// many, and all women of a batch and cell share a set of counters.
TEST(ItemRunner, TalliesDoNotDependOnWhoIsCountedTogether) {
    for (const char* bins : {"grid_per_year=12", "grid_per_year=365"}) {
        const Compiled study("evidence_model.toml", {"batches=2", bins});
        const auto digest = [&](std::uint32_t per_item) {
            return tally_digest(walked_alone(study, study.plan(per_item), engine::simulate_task_baseline));
        };
        const std::string expected = digest(65536);
        EXPECT_EQ(digest(1000), expected) << bins;
        EXPECT_EQ(digest(60), expected) << bins;
    }
}

int fresh_counters = 0;
bool see_fresh_counters(const engine::Task& task) {
    fresh_counters += task.counters[0] == 0 ? 1 : 0;
    task.counters[0] += core::one_event * task.count;
    return true;
}

// Law: counters are zeroed, and so added up, once a batch and cell where those have few women for the size of the
// tallies, in however many strata. Two batches, two cells.
TEST(ItemRunner, ManySmallStrataShareCounters) {
    const Compiled study("evidence_model.toml", {"batches=2"});
    ASSERT_EQ(study.population.cells.size(), 2U);
    fresh_counters = 0;
    const Tallies tallies = walked_alone(study, study.plan(65536), see_fresh_counters);
    EXPECT_EQ(fresh_counters, 4);
    EXPECT_EQ(std::accumulate(tallies.counts.begin(), tallies.counts.end(), std::uint64_t{0}), cohort);
    EXPECT_EQ(std::accumulate(tallies.patients.begin(), tallies.patients.end(), std::uint64_t{0}), cohort);
}

}  // namespace
}  // namespace ibtr
