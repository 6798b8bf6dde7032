// Bit-identical results: the same tables and seed give the same integers whatever walks the women. Every planted
// fault at the end must change the digest, or the equalities above it would prove nothing.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "backend/cuda_backend.hpp"
#include "backend/item_runner.hpp"
#include "engine/choose.hpp"
#include "engine/engine.hpp"
#include "engine/lockstep.hpp"
#include "engine/one_by_one.hpp"
#include "engine/planted_lanes.hpp"
#include "engine/vector_lane.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::test {

bool simulate_task_contracted(const engine::Task& task);

namespace {

/// A shipped or a test config, compiled.
struct Compiled {
    explicit Compiled(const std::string& path)
        : config(load_config({path, {}})),
          parameters(base_parameters(config.model)),
          population(make_population(config.model, parameters)),
          graph(make_event_graph(config.model)),
          tables(compile(config.model, parameters, population, graph)) {}

    [[nodiscard]] WorkPlan plan(std::uint64_t patients, PatientRange range, std::uint32_t per_item = 65536) const {
        return {config.model, population, graph, patients, config.model.seed, 0, range, per_item};
    }
    [[nodiscard]] WorkPlan plan(std::uint64_t patients) const { return plan(patients, {0, patients}); }

    LoadedConfig config;
    Parameters parameters;
    Population population;
    EventGraph graph;
    Tables tables;
};

std::string config_path(const std::string& name) {
    return std::string(IBTR_CONFIG_DIR) + "/" + name + ".toml";
}

Tallies simulate(const Compiled& study, const WorkPlan& plan, engine::SimulateTask engine) {
    ScratchPool pool;
    TallyCollector tallied(plan.shape());
    ItemRunner runner(study.tables, plan, engine, pool, tallied);
    while (runner.run_next() > 0) {
    }
    return tallied.take();
}

std::string digest(const Compiled& study, const WorkPlan& plan, engine::SimulateTask engine) {
    return tally_digest(simulate(study, plan, engine));
}

// 20,011 women: no multiple of any lane width, block or item size.
constexpr std::uint64_t women = 20011;

class ShippedConfig : public testing::TestWithParam<const char*> {
protected:
    const Compiled study_{config_path(GetParam())};
    const std::string expected_ = digest(study_, study_.plan(women), engine::simulate_task_scalar);
};

TEST_P(ShippedConfig, EveryBackendAndNumberOfThreadsGivesTheSameDigest) {
    for (const char* name : {"cpp", "omp", "tbb"})
        for (const unsigned threads : {1U, 2U, 5U})
            EXPECT_EQ(tally_digest(make_backend(name, threads)->simulate(study_.tables, study_.plan(women), {})),
                      expected_)
                << name << ", " << threads << " threads";
}

template <class L, std::uint32_t block>
bool lockstep(const engine::Task& task) {
    return core::Lockstep<L, block>(task).run();
}

TEST_P(ShippedConfig, EveryLaneWidthBlockAndItemSizeGivesTheSameDigest) {
    using core::VectorLane;
    const engine::SimulateTask engines[] = {lockstep<VectorLane<4>, 2048>, lockstep<VectorLane<8>, 2048>,
                                            lockstep<VectorLane<16>, 2048>, lockstep<VectorLane<4>, 100>,
                                            lockstep<VectorLane<16>, 17>};
    for (std::size_t k = 0; k < std::size(engines); ++k)
        EXPECT_EQ(digest(study_, study_.plan(women), engines[k]), expected_) << "engine " << k;
    for (const std::uint32_t per_item : {1U, 97U, 5000U})
        EXPECT_EQ(digest(study_, study_.plan(women, {0, women}, per_item), lockstep<VectorLane<4>, 2048>), expected_)
            << per_item << " women an item";
}

TEST_P(ShippedConfig, EveryInstructionSetOfThisProcessorGivesTheSameDigest) {
    for (const engine::UsableEngine& engine : engine::usable_engines())
        EXPECT_EQ(digest(study_, study_.plan(women), engine.simulate), expected_) << engine.name;
}

// The same body on a real device, or on a stand-in runtime where LD_LIBRARY_PATH names one. IBTR_REQUIRE_GPU=1 turns
// the skip into a failure, so that a machine with a device cannot pass by skipping.
TEST_P(ShippedConfig, CudaGivesTheSameDigest) {
    const BackendStatus status = cuda_status();
    if (!status.usable) {
        const char* required = std::getenv("IBTR_REQUIRE_GPU");
        if (required != nullptr && std::string(required) == "1") FAIL() << "a device is required: " << status.detail;
        GTEST_SKIP() << status.detail;
    }
    EXPECT_EQ(tally_digest(make_cuda_backend(1)->simulate(study_.tables, study_.plan(women), {})), expected_);
}

TEST_P(ShippedConfig, PartsOfACohortAddUpToTheWhole) {
    for (const std::uint64_t cut : {std::uint64_t{1}, std::uint64_t{7777}, women - 1}) {
        Tallies sum = simulate(study_, study_.plan(women, {0, cut}), engine::simulate_task_baseline);
        sum.add(simulate(study_, study_.plan(women, {cut, women}), engine::simulate_task_baseline));
        EXPECT_EQ(tally_digest(sum), expected_) << "cut at " << cut;
    }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedConfig,
                         testing::Values("bench_markov", "ibtr", "illness_death", "semi_markov_weibull",
                                         "competing_risks_age", "relapsing", "two_state", "models/chancellor_hiv",
                                         "models/sick_sicker", "models/hip_replacement", "models/colon",
                                         "../tests/engine/starts", "../tests/engine/starts_in_cycles", "first_year",
                                         "../tests/engine/clock_in_cycles", "../tests/engine/many_states",
                                         "../tests/engine/many_states_in_cycles"));

// ---- planted faults --------------------------------------------------------------------------------------

TEST(PlantedFault, ContractionChangesTheDigest) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("fma") || !__builtin_cpu_supports("avx2"))
        GTEST_SKIP() << "this processor has no fused multiply-add";
    const Compiled study(config_path("ibtr"));
    EXPECT_NE(digest(study, study.plan(200000), simulate_task_contracted),
              digest(study, study.plan(200000), engine::simulate_task_baseline));
#else
    GTEST_SKIP() << "built for x86-64 only";
#endif
}

TEST(PlantedFault, AnotherPolynomialChangesTheDigest) {
    const Compiled study(config_path("bench_markov"));
    EXPECT_NE(digest(study, study.plan(200000), engine::simulate_one_by_one<OtherPolynomialLane>),
              digest(study, study.plan(200000), engine::simulate_task_scalar));
}

// Two equal hazards of a million a year from year 1 on: their times are told apart by a few float32 steps only,
// so that many women reach both in the same instant.
TEST(PlantedFault, SwappedTiesChangeTheDigest) {
    const Compiled study(std::string(IBTR_TEST_DIR) + "/engine/ties.toml");
    EXPECT_NE(digest(study, study.plan(women), engine::simulate_one_by_one<SwappedTieLane>),
              digest(study, study.plan(women), engine::simulate_task_scalar));
}

bool with_31_bit_patients(const engine::Task& task) {
    engine::Task cut = task;
    cut.first_low &= 0x7fffffffU;
    return engine::simulate_task_scalar(cut);
}

TEST(PlantedFault, A31BitPatientWordChangesTheDigest) {
    const Compiled study(config_path("two_state"));
    const std::uint64_t start = std::uint64_t{1} << 31;
    const WorkPlan plan = study.plan(start + 1000, {start, start + 1000});
    EXPECT_NE(digest(study, plan, with_31_bit_patients), digest(study, plan, engine::simulate_task_scalar));
}

// The lane with swapped ties and no ties to swap: shows that it is the tie, and nothing else, that it changes.
TEST(PlantedFault, TheLanesThemselvesAreSound) {
    const Compiled study(config_path("bench_markov"));
    EXPECT_EQ(digest(study, study.plan(women), engine::simulate_one_by_one<SwappedTieLane>),
              digest(study, study.plan(women), engine::simulate_task_scalar));
}

}  // namespace
}  // namespace ibtr::test
