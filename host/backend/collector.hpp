#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "ibtr/sums.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// Women whose events a set of counters holds: of one batch and cell.
struct Counted {
    std::uint32_t batch, cell, women;
};

/// Adds sets of counters up to the result of a job. Safe to use from many threads at once.
class Collector {
public:
    virtual ~Collector() = default;
    /// @param counters [strategy][edge][bin], as core/ticks.hpp packs them
    virtual void add(const Counted& counted, const std::vector<std::uint64_t>& counters) = 0;
};

class TallyCollector final : public Collector {
public:
    explicit TallyCollector(const TallyShape& shape);
    void add(const Counted& counted, const std::vector<std::uint64_t>& counters) override;
    /// Call once, after the last set.
    Tallies take();

private:
    void add_to_batch(const Counted& counted, const std::vector<std::uint64_t>& counters);
    void add_to_whole(const Counted& counted, const std::vector<std::uint64_t>& counters);

    Tallies tallies_;
    bool batches_on_output_grid_;
    std::vector<std::mutex> batch_mutexes_;
    std::mutex whole_mutex_;
};

class SumCollector final : public Collector {
public:
    /// @param plan must outlive this object @param shape of the counters
    SumCollector(const SumPlan& plan, const TallyShape& shape);
    void add(const Counted& counted, const std::vector<std::uint64_t>& counters) override;
    Sums take() { return std::move(sums_); }

private:
    const SumPlan& plan_;
    CounterShape shape_;
    Sums sums_;
    std::vector<std::mutex> batch_mutexes_;
};

}  // namespace ibtr
