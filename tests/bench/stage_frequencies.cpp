// How often each stage of the walk runs a history, measured: prints one line a stage for scripts/gpu-instructions.
//   stage_frequencies CONFIG WOMEN

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

#include "backend/item_runner.hpp"
#include "engine/one_by_one.hpp"
#include "ibtr/config.hpp"
#include "ibtr/core/lane.hpp"
#include "ibtr/work_plan.hpp"

namespace {

struct Counts {
    std::uint64_t products = 0;  ///< 20 a Philox block
    std::uint64_t exponentials = 0;
    std::map<unsigned, std::uint64_t> searches;  ///< by log2 of the table's entries
};
Counts counts;  // a lane has no state of its own

/// The one-lane walk that counts what it does.
struct CountingLane : ibtr::core::Lane {
    static void multiply_wide(Word a, std::uint32_t b, Word& high, Word& low) {
        ++counts.products;
        Lane::multiply_wide(a, b, high, low);
    }
    static Real from_bits(Word value) {
        ++counts.exponentials;
        return Lane::from_bits(value);
    }
    static Real interpolate(const float* keys, const float* onto, const float* slopes, unsigned log2_size, Real x) {
        ++counts.searches[log2_size];
        return Lane::interpolate(keys, onto, slopes, log2_size, x);
    }
};

}  // namespace

int main(int argc, char** argv) {
    using namespace ibtr;
    if (argc != 3) {
        std::fprintf(stderr, "usage: stage_frequencies CONFIG WOMEN\n");
        return 2;
    }
    const Model model = load_config({argv[1], {}}).model;
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    const EventGraph graph = make_event_graph(model);
    const Tables tables = compile(model, parameters, population, graph);
    const std::uint64_t women = std::strtoull(argv[2], nullptr, 10);
    const WorkPlan plan(model, population, graph, women, model.seed, 0, {0, women});
    ScratchPool pool;
    TallyCollector tallied(plan.shape());
    ItemRunner runner(tables, plan, engine::simulate_one_by_one<CountingLane>, pool, tallied);
    while (runner.run_next() > 0) {
    }
    const Tallies tallies = tallied.take();
    const TallyShape& shape = tallies.shape;
    std::uint64_t events = 0, sojourns = women * shape.strategies;
    for (std::size_t strategy = 0; strategy < shape.strategies; ++strategy)
        for (std::size_t cell = 0; cell < shape.cells; ++cell)
            for (std::size_t edge = 0; edge < shape.edges; ++edge)
                for (std::size_t bin = 0; bin < shape.bins; ++bin) {
                    const std::uint64_t count =
                        tallies.counts[shape.fine({.strategy = strategy, .cell = cell, .edge = edge, .bin = bin})];
                    events += count;
                    if (graph.nodes[graph.edges[edge].to].exits > 0) sojourns += count;
                }

    const double histories = static_cast<double>(women) * static_cast<double>(plan.shape().strategies);
    const auto line = [&](const char* stage, unsigned log2_size, std::uint64_t count) {
        std::printf("%s %u %.6f\n", stage, log2_size, static_cast<double>(count) / histories);
    };
    line("philox", 0, counts.products / 20);
    line("exponential", 0, counts.exponentials);
    for (const auto& [log2_size, count] : counts.searches) line("search", log2_size, count);
    line("sojourn", 0, sojourns);
    line("event", 0, events);
    return 0;
}
