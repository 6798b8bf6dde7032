#include "ibtr/work_plan.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "ibtr/config.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {
namespace {

struct Planned {
    explicit Planned(const std::string& config) : model(load_config({IBTR_CONFIG_DIR "/" + config, {}}).model) {}

    [[nodiscard]] WorkPlan plan(std::uint64_t women, std::uint32_t per_item) const {
        return {model, population, graph, women, 1, 0, {0, women}, per_item};
    }

    Model model;
    Population population = make_population(model, base_parameters(model));
    EventGraph graph = make_event_graph(model);
};

// Law: stretches are consecutive, none empty, each of one batch and cell and of at most as many women as counters hold.
void expect_stretches(const WorkPlan& plan, std::uint32_t per_item) {
    std::uint64_t women = 0;
    for (std::uint64_t first = 0; first < plan.items();) {
        const std::uint64_t end = plan.stretch_end(first);
        ASSERT_GT(end, first);
        ASSERT_LE(end, plan.items());
        std::uint64_t together = 0;
        for (std::uint64_t number = first; number < end; ++number) {
            const WorkItem item = plan.item(number);
            EXPECT_EQ(item.batch, plan.item(first).batch);
            EXPECT_EQ(item.cell, plan.item(first).cell);
            together += item.count;
        }
        EXPECT_LE(together, per_item);
        women += together;
        first = end;
    }
    EXPECT_EQ(women, plan.patients());
}

TEST(WorkPlan, StretchesHaveOneBatchAndCellAndFewWomen) {
    for (const char* config : {"ibtr.toml", "evidence_model.toml", "two_state.toml"}) {
        const Planned planned(config);
        for (const std::uint64_t women : {25000U, 40011U, 10000000U})
            for (const std::uint32_t per_item : {1000U, 65536U}) {
                SCOPED_TRACE(std::string(config) + ", " + std::to_string(women) + " women, at most " +
                             std::to_string(per_item));
                expect_stretches(planned.plan(women, per_item), per_item);
            }
    }
}

std::uint64_t stretches(const WorkPlan& plan) {
    std::uint64_t count = 0;
    for (std::uint64_t first = 0; first < plan.items(); first = plan.stretch_end(first)) ++count;
    return count;
}

// Small strata come together, a batch and cell a stretch; large ones stay apart, for many threads to share.
TEST(WorkPlan, StretchesAreLongWhereStrataAreSmall) {
    const Planned many("evidence_model.toml"), few("ibtr.toml");
    EXPECT_GT(many.plan(25000, 65536).items(), 10000U);
    EXPECT_EQ(stretches(many.plan(25000, 65536)), many.model.batches * many.population.cells.size());
    const WorkPlan large = few.plan(10000000, 65536);
    EXPECT_EQ(stretches(large), large.items());
}

}  // namespace
}  // namespace ibtr
