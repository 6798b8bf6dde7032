// Work items from many threads at once, on plain std::thread: what ThreadSanitizer can follow, unlike the
// synchronisation inside OpenMP's and TBB's own libraries.

#include "backend/item_runner.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.hpp"
#include "ibtr/config.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {
namespace {

// Law: tallies do not depend on which thread takes which item. 50 batches in items of 20 women make threads meet
// in the same batch and, with `yearly` batches, in the same cell.
void expect_same_digest(const std::vector<std::string>& overrides) {
    const Model model = load_config({std::string(IBTR_CONFIG_DIR) + "/ibtr.toml", overrides}).model;
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    const EventGraph graph = make_event_graph(model);
    const Tables tables = compile(model, parameters, population, graph);
    const WorkPlan plan(model, population, graph, 20000, model.seed, 0, {0, 20000}, 20);

    ScratchPool pool;
    ItemRunner alone(tables, plan, engine::simulate_task_baseline, pool);
    while (alone.run_next() > 0) {
    }

    ItemRunner together(tables, plan, engine::simulate_task_baseline, pool);
    std::atomic<std::uint64_t> women_done{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            while (const std::uint32_t women = together.run_next()) women_done += women;
        });
    for (std::thread& thread : threads) thread.join();

    EXPECT_EQ(women_done, 20000U);
    EXPECT_EQ(tally_digest(together.take()), tally_digest(alone.take()));
}

TEST(ItemRunner, ThreadsShareBatchesOnTheOutputGrid) {
    expect_same_digest({});
}

// 960 batches of 180 bins exceed the counters that stay on the output grid: the second path through the tallies.
TEST(ItemRunner, ThreadsShareBatchesOnYears) {
    expect_same_digest({"batches=960"});
}

}  // namespace
}  // namespace ibtr
