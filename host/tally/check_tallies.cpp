#include "tally/check_tallies.hpp"

#include <algorithm>
#include <vector>

namespace ibtr {
namespace {

/// No sum of counters that are each below this overflows: women (2^42) times visits of a state (2^8), and more.
constexpr std::uint64_t most_events = std::uint64_t{1} << 50;

/// Women of every batch and cell, as a plan lays them out: a woman's batch is her global number modulo the batches.
std::vector<std::uint64_t> planned_women(const WorkPlan& plan, const Population& population) {
    const TallyShape& shape = plan.shape();
    const auto before = [&](std::uint64_t number, std::size_t batch) {
        return (number + shape.batches - 1 - batch) / shape.batches;
    };
    std::vector<std::uint64_t> women(shape.batches * shape.cells);
    std::uint64_t begin = 0;
    for (std::size_t h = 0; h < population.strata.size(); ++h) {
        const std::uint64_t end = begin + plan.allocation()[h];
        for (std::size_t batch = 0; batch < shape.batches; ++batch)
            women[batch * shape.cells + population.strata[h].cell] += before(end, batch) - before(begin, batch);
        begin = end;
    }
    return women;
}

/// Women who have come to each node less those who have left it, bin after bin, of one strategy and cell.
class Flow {
public:
    Flow(const EventGraph& graph, const TallyShape& shape) : graph_(graph), shape_(shape) {}

    /// @param counts [edge][bin]
    bool can_be(const std::uint64_t* counts, std::uint64_t women) {
        present_.assign(graph_.nodes.size(), 0);
        for (std::size_t bin = 0; bin < shape_.bins; ++bin) {
            for (std::size_t e = 0; e < shape_.edges; ++e) {
                const std::uint64_t events = counts[e * shape_.bins + bin];
                if (events > most_events) return false;
                present_[graph_.edges[e].to] += static_cast<std::int64_t>(events);
                present_[graph_.edges[e].from] -= static_cast<std::int64_t>(events);
            }
            // Women may begin in several nodes: how many in which is their strata's matter, all of them are the cell's.
            std::int64_t at_starts = static_cast<std::int64_t>(women);
            for (std::size_t n = 0; n < present_.size(); ++n) {
                if (n < graph_.starts)
                    at_starts += present_[n];
                else if (present_[n] < 0)
                    return false;
            }
            if (at_starts < 0) return false;
        }
        return true;
    }

private:
    const EventGraph& graph_;
    const TallyShape& shape_;
    std::vector<std::int64_t> present_;
};

bool flows_can_be(const Tallies& tallies, const std::vector<std::uint64_t>& women, const EventGraph& graph) {
    const TallyShape& shape = tallies.shape;
    Flow flow(graph, shape);
    for (std::size_t strategy = 0; strategy < shape.strategies; ++strategy)
        for (std::size_t cell = 0; cell < shape.cells; ++cell) {
            std::uint64_t all = 0;
            for (std::size_t batch = 0; batch < shape.batches; ++batch) all += women[batch * shape.cells + cell];
            if (!flow.can_be(tallies.counts.data() + shape.fine({.strategy = strategy, .cell = cell}), all))
                return false;
        }
    return true;
}

bool offsets_lie_in_bins(const Tallies& tallies) {
    const std::uint64_t last_tick = (std::uint64_t{1} << tallies.shape.tick_shift) - 1;
    for (std::size_t i = 0; i < tallies.counts.size(); ++i)
        if (tallies.offsets[i] > tallies.counts[i] * last_tick) return false;
    return true;
}

/// The intervals of all batches together are the bins; sums are modulo 2^64 on both sides.
bool batches_add_up(const Tallies& tallies) {
    const TallyShape& shape = tallies.shape;
    const std::size_t rows = shape.strategies * shape.cells * shape.edges, intervals = shape.interval_end_bins.size();
    for (std::size_t row = 0; row < rows; ++row) {
        std::size_t begin = 0;
        for (std::size_t k = 0; k < intervals; ++k) {
            std::uint64_t events = 0, ticks = 0;
            const std::size_t end = shape.interval_end_bins[k];
            for (std::size_t bin = begin; bin < end; ++bin) {
                const std::size_t at = row * shape.bins + bin;
                events += tallies.counts[at];
                ticks += tallies.offsets[at] + (tallies.counts[at] * (bin - begin) << shape.tick_shift);
            }
            for (std::size_t batch = 0; batch < shape.batches; ++batch) {
                const std::size_t at = (batch * rows + row) * intervals + k;
                if (tallies.batch_counts[at] > events) return false;
                events -= tallies.batch_counts[at];
                ticks -= tallies.batch_offsets[at];
            }
            if (events != 0 || ticks != 0) return false;
            begin = end;
        }
    }
    return true;
}

}  // namespace

std::string impossible(const Tallies& tallies, const WorkPlan& plan, const Population& population,
                       const EventGraph& graph) {
    if (!(tallies.shape == plan.shape())) return "counters of another shape than its config's";
    const std::vector<std::uint64_t> women = planned_women(plan, population);
    if (tallies.patients != women) return "another number of patients than it says";
    if (!flows_can_be(tallies, women, graph)) return "more events than patients can have";
    if (!offsets_lie_in_bins(tallies)) return "events outside the bins that count them";
    if (!batches_add_up(tallies)) return "batches that do not add up to the whole";
    return "";
}

}  // namespace ibtr
