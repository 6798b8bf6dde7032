#pragma once

#include <vector>

#include "exact/entry_cohorts.hpp"
#include "exact/occupants.hpp"
#include "exact/reachable_graph.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {

/// Steps women of one starting age through a graph (docs/exact.md, "One step"). Keeps its memory between runs.
class Integrator {
public:
    /// Adds the events of `mass` women who start at time zero.
    void run(const ReachableGraph& graph, const StepInputs& inputs, double mass, BinSums& sums);

private:
    struct Flow {
        double mass = 0, moment = 0;  ///< moment: mass times mean position within the step

        [[nodiscard]] double share_at_start() const { return exact::share_at_start(mass, moment); }
    };
    /// Arrivals at a node, [step].
    struct Inflow {
        std::vector<double> mass, moment;

        void add(std::size_t step, const Flow& flow) {
            mass[step] += flow.mass;
            moment[step] += flow.moment;
        }
    };
    /// An exit of a node with what a run reads and writes of it.
    struct Way {
        StepInputs::Calendar calendar;
        bool sojourn, same_component, same_block;
        std::size_t sojourn_index, to;
        Inflow* into;                  ///< null where nobody goes on from there
        double *probability, *offset;  ///< sums, [bin]
        Flow taken;                    ///< in this step
    };
    /// A step, and where it lies.
    struct Place {
        std::size_t step, bin;
        double step_in_bin;
    };
    enum class Route { into_inflow, past_own_component };

    void begin(const ReachableGraph& graph, const StepInputs& inputs, BinSums& sums);
    /// Tells a node off all cycles, once the inflow of all steps is known, who will enter.
    void foresee(std::size_t n);
    void step_node(std::size_t n, const Place& at);
    void step_cycle(const std::vector<std::size_t>& component, const Place& at);
    /// Those who are there at the start of a step.
    void send_earlier(std::size_t n, std::size_t i);
    /// The part of an inflow that arrives at the start of its step, and everyone at time zero. @return that part
    double send_at_start(std::size_t n, std::size_t i, const Flow& inflow, double known_mass);
    /// Those who arrive uniformly over a step.
    void send_uniform(std::size_t n, std::size_t i, double mass);
    void send(std::size_t n, std::size_t i, const Departures& departures, const std::vector<double>& sojourn_shares,
              Route route);
    /// The same of people in a block.
    void send_block(std::size_t block, std::size_t i, const std::vector<EntryCohorts::Flow>& flows, double women,
                    Route route);
    /// Calls `pass` with where a unit of a node's uniform arrivals of step i goes on to within the step, by ways to
    /// other nodes of the component than those of its own block: node, mass, moment.
    template <class Pass>
    void each_passage(std::size_t n, std::size_t i, Pass pass);
    /// Adds what a node's exits were taken in a step to the sums.
    void record(std::size_t n, const Place& at);
    void record(const Way& way, const Flow& flow, const Place& at) const;
    /// Women of some departures who take an exit are this times its decrement.
    [[nodiscard]] static double per_decrement(const Departures& departures);
    /// An exit's part of the cumulative hazard that departures come from.
    [[nodiscard]] static double decrement(const Way& way, std::size_t i, const Departures& departures,
                                          const std::vector<double>& sojourn_shares);
    /// Uniform arrivals of step i at a cyclic component's nodes, counting those who pass through one of its
    /// nodes within the step.
    void add_same_step_passages(const std::vector<std::size_t>& component, std::size_t i,
                                std::vector<double>& arrivals);

    /// The arrivals of step i at a cyclic component's nodes that come from others of its nodes within the step,
    /// were all its inflow uniform; left 0 where no inflow comes early in the step.
    void foresee_passages(const std::vector<std::size_t>& component, std::size_t i);

    const ReachableGraph* graph_ = nullptr;
    std::size_t start_ = 0;  ///< node
    double start_mass_ = 0, bins_per_step_ = 0;
    std::vector<Inflow> inflows_;         ///< [node]
    std::vector<Occupants> occupants_;    ///< [node]
    std::vector<EntryCohorts> cohorts_;   ///< [block]: its people in place of the nodes' occupants
    std::vector<std::vector<Way>> ways_;  ///< [node]
    std::vector<double> entering_;        ///< a node uniformly, [step]
    std::vector<double> arrivals_;        ///< [rank in component]
    std::vector<Flow> passages_;          ///< [rank in component]
};

}  // namespace ibtr::exact
