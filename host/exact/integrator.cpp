#include "exact/integrator.hpp"

#include <Eigen/LU>
#include <algorithm>

#include "exact/step.hpp"

namespace ibtr::exact {
namespace {

std::size_t rank_in(const std::vector<std::size_t>& component, std::size_t node) {
    return static_cast<std::size_t>(std::lower_bound(component.begin(), component.end(), node) - component.begin());
}

}  // namespace

Integrator::Integrator(const ReachableGraph& graph)
    : graph_(graph), inflows_(graph.nodes.size()), occupants_(graph.nodes.size()) {}

void Integrator::run(const StepInputs& inputs, double mass, BinSums& sums) {
    inputs_ = &inputs;
    sums_ = &sums;
    start_mass_ = mass;
    const std::size_t steps = inputs.steps();
    for (const auto& component : graph_.components) {
        for (const std::size_t n : component) {
            inflows_[n].mass.assign(steps, 0);
            inflows_[n].moment.assign(steps, 0);
            const ReachableGraph::Node& node = graph_.nodes[n];
            occupants_[n].reset(inputs.states[node.state], steps, node.sojourn_exits);
            for (const ReachableGraph::Exit& exit : node.exits) taken_.resize(std::max(taken_.size(), exit.edge + 1));
        }
    }
    for (const auto& component : graph_.components)
        for (std::size_t i = 0; i < steps; ++i) step_component(component, i);
}

void Integrator::step_component(const std::vector<std::size_t>& component, std::size_t i) {
    for (const std::size_t n : component) {
        Occupants& here = occupants_[n];
        const Departures uniform = here.earlier_uniform(i);
        send(graph_.nodes[n], i, uniform, here.sojourn_shares(), Route::into_inflow);
        const Departures points = here.earlier_points(i);
        send(graph_.nodes[n], i, points, here.sojourn_shares(), Route::into_inflow);
    }
    step_arrivals(component, i);
}

void Integrator::step_arrivals(const std::vector<std::size_t>& component, std::size_t i) {
    const bool cyclic = graph_.is_cyclic(component);
    if (cyclic) foresee_passages(component, i);
    arrivals_.assign(component.size(), 0);
    for (std::size_t r = 0; r < component.size(); ++r) {
        const std::size_t n = component[r];
        const Flow known{inflows_[n].mass[i], inflows_[n].moment[i]};
        const Flow all = cyclic ? Flow{known.mass + passages_[r].mass, known.moment + passages_[r].moment} : known;
        const double at_start = all.mass > 0 ? known.mass * share_at_start(all.moment / all.mass) : 0;
        arrivals_[r] = -at_start;
        const double starting = n == 0 && i == 0 ? start_mass_ : 0;
        const Departures points = occupants_[n].new_points(i, at_start + starting);
        send(graph_.nodes[n], i, points, occupants_[n].sojourn_shares(), Route::into_inflow);
    }
    // Passages of the loop above into nodes that it had already left behind count as uniform.
    for (std::size_t r = 0; r < component.size(); ++r) arrivals_[r] += inflows_[component[r]].mass[i];
    if (cyclic) add_same_step_passages(component, i, arrivals_);
    for (std::size_t r = 0; r < component.size(); ++r) {
        const std::size_t n = component[r];
        const Departures uniform = occupants_[n].new_uniform(i, arrivals_[r]);
        send(graph_.nodes[n], i, uniform, occupants_[n].entrant_shares(), Route::past_own_component);
        record(graph_.nodes[n], i);
    }
}

void Integrator::foresee_passages(const std::vector<std::size_t>& component, std::size_t i) {
    passages_.assign(component.size(), {});
    arrivals_.clear();
    bool early = false;
    for (const std::size_t n : component) {
        const double mass = inflows_[n].mass[i];
        arrivals_.push_back(mass);
        early = early || (mass > 0 && share_at_start(inflows_[n].moment[i] / mass) > 0);
    }
    if (!early) return;
    add_same_step_passages(component, i, arrivals_);
    for (std::size_t r = 0; r < component.size(); ++r) {
        const std::size_t n = component[r];
        const Departures leaving = occupants_[n].per_uniform_entrant(i);
        if (leaving.mass <= 0) continue;
        for (const ReachableGraph::Exit& exit : graph_.nodes[n].exits) {
            if (!exit.same_component) continue;
            const double mass = arrivals_[r] * leaving.mass * share(exit, i, leaving, occupants_[n].entrant_shares());
            Flow& passing = passages_[rank_in(component, exit.to)];
            passing.mass += mass;
            passing.moment += mass * leaving.position;
        }
    }
}

double Integrator::share(const ReachableGraph::Exit& exit, std::size_t i, const Departures& departures,
                         const std::vector<double>& sojourn_shares) const {
    const double total = departures.calendar_decrement + departures.sojourn_decrement;
    if (exit.sojourn) return departures.sojourn_decrement / total * sojourn_shares[exit.sojourn_index];
    const StepInputs::Calendar& calendar = inputs_->transitions[exit.transition];
    return std::min(calendar.multiplier * calendar.increment[i], largest_increment) / total;
}

void Integrator::send(const ReachableGraph::Node& node, std::size_t i, const Departures& departures,
                      const std::vector<double>& sojourn_shares, Route route) {
    if (departures.mass <= 0) return;
    for (const ReachableGraph::Exit& exit : node.exits) {
        const double mass = departures.mass * share(exit, i, departures, sojourn_shares);
        const double moment = mass * departures.position;
        taken_[exit.edge].mass += mass;
        taken_[exit.edge].moment += moment;
        if (!exit.leads_on || (route == Route::past_own_component && exit.same_component)) continue;
        inflows_[exit.to].mass[i] += mass;
        inflows_[exit.to].moment[i] += moment;
    }
}

void Integrator::record(const ReachableGraph::Node& node, std::size_t i) {
    const std::size_t bin = i / inputs_->steps_per_bin;
    const auto step_in_bin = static_cast<double>(i % inputs_->steps_per_bin);
    const auto steps_per_bin = static_cast<double>(inputs_->steps_per_bin);
    for (const ReachableGraph::Exit& exit : node.exits) {
        Flow& taken = taken_[exit.edge];
        if (taken.mass <= 0) continue;
        const std::size_t place = exit.edge * inputs_->bins + bin;
        // Where the steps resolve the flow, uniform within the step: the error of the offsets is then h^2/12
        // times the change of the flow over the bin, which extrapolation removes.
        const double position = (1 - share_at_start(taken.moment / taken.mass)) / 2;
        sums_->probability[place] += taken.mass;
        sums_->offset[place] += taken.mass * (step_in_bin + position) / steps_per_bin;
        taken = {};
    }
}

void Integrator::add_same_step_passages(const std::vector<std::size_t>& component, std::size_t i,
                                        std::vector<double>& arrivals) const {
    const auto size = static_cast<Eigen::Index>(component.size());
    Eigen::MatrixXd system = Eigen::MatrixXd::Identity(size, size);
    for (Eigen::Index from = 0; from < size; ++from) {
        const std::size_t n = component[static_cast<std::size_t>(from)];
        const Departures leaving = occupants_[n].per_uniform_entrant(i);
        if (leaving.mass <= 0) continue;
        for (const ReachableGraph::Exit& exit : graph_.nodes[n].exits) {
            if (!exit.same_component) continue;
            const auto to = static_cast<Eigen::Index>(rank_in(component, exit.to));
            system(to, from) -= leaving.mass * share(exit, i, leaving, occupants_[n].entrant_shares());
        }
    }
    Eigen::Map<Eigen::VectorXd> solution(arrivals.data(), size);
    solution = system.partialPivLu().solve(solution).eval();
}

}  // namespace ibtr::exact
