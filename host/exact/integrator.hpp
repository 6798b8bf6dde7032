#pragma once

#include <vector>

#include "exact/occupants.hpp"
#include "exact/reachable_graph.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {

/// Steps women of one starting age through a graph (docs/exact.md, "One step"). Keeps its memory between runs.
class Integrator {
public:
    explicit Integrator(const ReachableGraph& graph);

    /// Adds the events of `mass` women who start at time zero.
    void run(const StepInputs& inputs, double mass, BinSums& sums);

private:
    /// Arrivals at a node, [step].
    struct Inflow {
        std::vector<double> mass, moment;  ///< moment: mass times mean position within the step
    };
    struct Flow {
        double mass = 0, moment = 0;
    };
    enum class Route { into_inflow, past_own_component };

    void step_component(const std::vector<std::size_t>& component, std::size_t i);
    void step_arrivals(const std::vector<std::size_t>& component, std::size_t i);
    void send(const ReachableGraph::Node& node, std::size_t i, const Departures& departures,
              const std::vector<double>& sojourn_shares, Route route);
    /// Adds what a node's exits were taken in step i to the sums.
    void record(const ReachableGraph::Node& node, std::size_t i);
    /// Share of departures that takes one exit.
    [[nodiscard]] double share(const ReachableGraph::Exit& exit, std::size_t i, const Departures& departures,
                               const std::vector<double>& sojourn_shares) const;
    /// Uniform arrivals of step i at a cyclic component's nodes, counting those who pass through one of its
    /// nodes within the step.
    void add_same_step_passages(const std::vector<std::size_t>& component, std::size_t i,
                                std::vector<double>& arrivals) const;

    /// The arrivals of step i at a cyclic component's nodes that come from others of its nodes within the step,
    /// were all its inflow uniform; left 0 where no inflow comes early in the step.
    void foresee_passages(const std::vector<std::size_t>& component, std::size_t i);

    const ReachableGraph& graph_;
    const StepInputs* inputs_ = nullptr;
    BinSums* sums_ = nullptr;
    double start_mass_ = 0;
    std::vector<Inflow> inflows_;       ///< [node]
    std::vector<Occupants> occupants_;  ///< [node]
    std::vector<double> arrivals_;      ///< [rank in component]
    std::vector<Flow> taken_;           ///< [edge], in this step
    std::vector<Flow> passages_;        ///< [rank in component]
};

}  // namespace ibtr::exact
