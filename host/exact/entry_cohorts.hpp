#pragma once

#include <cstddef>
#include <vector>

#include "exact/block_flow.hpp"
#include "exact/reachable_graph.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {

/// The people in the nodes of a block, told apart by the step in which they entered it and whether at its start or, as
/// uniform arrivals are taken to, in its middle: their time since entry is then known, wherever in the block they are.
class EntryCohorts {
public:
    /// People who take a way in a step; moment: mass times mean position within the step.
    struct Flow {
        double mass = 0, moment = 0;
    };

    void reset(const ReachableGraph& graph, const std::vector<std::size_t>& block, const StepInputs& inputs);

    // Flows by way: exits of the block's nodes, one node after another.

    /// Moves everyone who entered before step i to its end. @return who takes which way
    const std::vector<Flow>& advance_earlier(std::size_t i);
    /// Lets people enter at the start of step i. @return who of them takes which way in it
    const std::vector<Flow>& enter_at_start(std::size_t i, std::size_t rank, double mass);
    /// Who of a unit of people that enter uniformly over step i takes which way in it.
    const std::vector<Flow>& unit_entrants(std::size_t i, std::size_t rank);
    /// Lets people enter uniformly over step i.
    void enter_uniformly(std::size_t i, std::size_t rank, double mass);

private:
    struct Way {
        StepInputs::Calendar calendar;
        StepInputs::SinceEntry since_entry;
    };
    struct Cohort {
        std::size_t step;
        bool at_start;
        std::vector<double> people;  ///< [rank in block]
    };
    /// What a unit of uniform entrants comes to in the step.
    struct Unit {
        bool known = false;
        std::vector<Flow> flows;
        std::vector<double> people;
    };

    /// A part of a step of time, in halves of it.
    struct Part {
        std::size_t step;
        unsigned first_half, halves;
    };
    /// Moves people over step i, or the second half of the one that they enter in.
    void move(Cohort& cohort, std::size_t i, std::vector<Flow>& flows);
    /// @param since_entry halves of a step from entry to the start of the part
    void move(const Part& part, std::size_t since_entry, double* people, std::vector<Flow>& flows);
    /// Marks the steps that are taken in two halves: where a hazard jumps between them, or rises or falls as much.
    void find_jumps(std::size_t steps);
    std::vector<double>& entrants_of(std::size_t i, bool at_start);
    void begin_step(std::size_t i);

    std::size_t nodes_ = 0;
    std::vector<Way> ways_;
    BlockFlow flow_;
    std::vector<Cohort> cohorts_;
    std::size_t step_ = 0;
    std::vector<double> rates_, entering_;
    std::vector<char> jumps_;  ///< [steps since entry] of people who entered in the middle of a step
    std::vector<Flow> flows_;
    std::vector<Unit> units_;  ///< [rank in block], in step_
};

}  // namespace ibtr::exact
