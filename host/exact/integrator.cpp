#include "exact/integrator.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <optional>

#include "exact/step.hpp"

namespace ibtr::exact {
namespace {

std::size_t rank_in(const std::vector<std::size_t>& component, std::size_t node) {
    return static_cast<std::size_t>(std::lower_bound(component.begin(), component.end(), node) - component.begin());
}

}  // namespace

void Integrator::run(const ReachableGraph& graph, const StepInputs& inputs, double mass, BinSums& sums) {
    start_ = graph.start;
    graph_ = &graph;
    start_mass_ = mass;
    const auto steps_per_bin = static_cast<double>(inputs.steps_per_bin);
    bins_per_step_ = 1 / steps_per_bin;
    begin(graph, inputs, sums);
    for (const auto& component : graph.components) {
        const bool cyclic = graph.is_cyclic(component);
        if (!cyclic) foresee(component.front());
        Place at{0, 0, 0};
        for (at.bin = 0; at.bin < inputs.bins; ++at.bin) {
            for (at.step_in_bin = 0; at.step_in_bin < steps_per_bin; ++at.step_in_bin, ++at.step) {
                if (cyclic)
                    step_cycle(component, at);
                else
                    step_node(component.front(), at);
            }
        }
    }
}

void Integrator::begin(const ReachableGraph& graph, const StepInputs& inputs, BinSums& sums) {
    const std::size_t steps = inputs.steps(), nodes = std::max(inflows_.size(), graph.nodes.size());
    inflows_.resize(nodes);
    occupants_.resize(nodes);
    ways_.resize(nodes);
    cohorts_.resize(std::max(cohorts_.size(), graph.blocks.size()));
    for (std::size_t b = 0; b < graph.blocks.size(); ++b) cohorts_[b].reset(graph, graph.blocks[b], inputs);
    for (const auto& component : graph.components) {
        for (const std::size_t n : component) {
            inflows_[n].mass.assign(steps, 0);
            inflows_[n].moment.assign(steps, 0);
            const ReachableGraph::Node& node = graph.nodes[n];
            if (!node.block) occupants_[n].reset(inputs.states[node.state], steps, node.sojourn_exits);
            ways_[n].clear();
            for (const ReachableGraph::Exit& exit : node.exits)
                ways_[n].push_back({inputs.transitions[exit.transition],
                                    exit.sojourn,
                                    exit.same_component,
                                    exit.same_block,
                                    exit.sojourn_index,
                                    exit.to,
                                    exit.leads_on ? &inflows_[exit.to] : nullptr,
                                    sums.probability.data() + exit.row * inputs.bins,
                                    sums.offset.data() + exit.row * inputs.bins,
                                    {}});
        }
    }
}

void Integrator::foresee(std::size_t n) {
    const Inflow& inflow = inflows_[n];
    entering_.resize(inflow.mass.size());
    for (std::size_t i = 0; i < entering_.size(); ++i)
        entering_[i] = inflow.mass[i] * (1 - share_at_start(inflow.mass[i], inflow.moment[i]));
    occupants_[n].foresee(entering_);
}

void Integrator::step_node(std::size_t n, const Place& at) {
    const std::size_t i = at.step;
    const Flow inflow{inflows_[n].mass[i], inflows_[n].moment[i]};
    Occupants& here = occupants_[n];
    if (here.any_points() || (n == start_ && i == 0) || inflow.share_at_start() > 0) {
        send_earlier(n, i);
        const double at_start = send_at_start(n, i, inflow, inflow.mass);
        send_uniform(n, i, inflow.mass - at_start);
        record(n, at);
        return;
    }
    const Departures earlier = here.any_uniform() ? here.earlier_uniform(i) : Departures{};
    const Departures entering = here.new_uniform(i, inflow.mass);
    const double women_earlier = per_decrement(earlier), women_entering = per_decrement(entering);
    for (const Way& way : ways_[n]) {
        const double of_earlier = women_earlier * decrement(way, i, earlier, here.sojourn_shares());
        const double of_entering = women_entering * decrement(way, i, entering, here.entrant_shares());
        const Flow flow{of_earlier + of_entering, of_earlier * earlier.position + of_entering * entering.position};
        if (way.into != nullptr) way.into->add(i, flow);
        record(way, flow, at);
    }
}

void Integrator::step_cycle(const std::vector<std::size_t>& component, const Place& at) {
    const std::size_t i = at.step;
    for (const std::size_t n : component) send_earlier(n, i);
    foresee_passages(component, i);
    arrivals_.assign(component.size(), 0);
    for (std::size_t r = 0; r < component.size(); ++r) {
        const Inflow& known = inflows_[component[r]];
        const Flow all{known.mass[i] + passages_[r].mass, known.moment[i] + passages_[r].moment};
        arrivals_[r] = -send_at_start(component[r], i, all, known.mass[i]);
    }
    // Passages of the loop above into nodes that it had already left behind count as uniform.
    for (std::size_t r = 0; r < component.size(); ++r) arrivals_[r] += inflows_[component[r]].mass[i];
    add_same_step_passages(component, i, arrivals_);
    for (std::size_t r = 0; r < component.size(); ++r) {
        send_uniform(component[r], i, arrivals_[r]);
        record(component[r], at);
    }
}

void Integrator::send_earlier(std::size_t n, std::size_t i) {
    if (const std::optional<std::size_t> block = graph_->nodes[n].block) {
        if (n == graph_->blocks[*block].front())
            send_block(*block, i, cohorts_[*block].advance_earlier(i), 1, Route::into_inflow);
        return;
    }
    Occupants& here = occupants_[n];
    if (here.any_uniform()) send(n, i, here.earlier_uniform(i), here.sojourn_shares(), Route::into_inflow);
    if (here.any_points()) send(n, i, here.earlier_points(i), here.sojourn_shares(), Route::into_inflow);
}

double Integrator::send_at_start(std::size_t n, std::size_t i, const Flow& inflow, double known_mass) {
    const double at_start = inflow.mass > 0 ? known_mass * inflow.share_at_start() : 0;
    const double starting = n == start_ && i == 0 ? start_mass_ : 0;
    if (at_start + starting <= 0) return at_start;
    if (const std::optional<std::size_t> block = graph_->nodes[n].block) {
        const std::size_t rank = rank_in(graph_->blocks[*block], n);
        send_block(*block, i, cohorts_[*block].enter_at_start(i, rank, at_start + starting), 1, Route::into_inflow);
        return at_start;
    }
    Occupants& here = occupants_[n];
    send(n, i, here.new_points(i, at_start + starting), here.sojourn_shares(), Route::into_inflow);
    return at_start;
}

void Integrator::send_uniform(std::size_t n, std::size_t i, double mass) {
    if (const std::optional<std::size_t> block = graph_->nodes[n].block) {
        if (mass <= 0) return;
        const std::size_t rank = rank_in(graph_->blocks[*block], n);
        cohorts_[*block].enter_uniformly(i, rank, mass);
        send_block(*block, i, cohorts_[*block].unit_entrants(i, rank), mass, Route::past_own_component);
        return;
    }
    Occupants& here = occupants_[n];
    send(n, i, here.new_uniform(i, mass), here.entrant_shares(), Route::past_own_component);
}

void Integrator::foresee_passages(const std::vector<std::size_t>& component, std::size_t i) {
    passages_.assign(component.size(), {});
    arrivals_.clear();
    bool early = false;
    for (const std::size_t n : component) {
        const double mass = inflows_[n].mass[i];
        arrivals_.push_back(mass);
        early = early || (mass > 0 && share_at_start(mass, inflows_[n].moment[i]) > 0);
    }
    if (!early) return;
    add_same_step_passages(component, i, arrivals_);
    for (std::size_t r = 0; r < component.size(); ++r) {
        each_passage(component[r], i, [&](std::size_t to, double mass, double moment) {
            Flow& passing = passages_[rank_in(component, to)];
            passing.mass += arrivals_[r] * mass;
            passing.moment += arrivals_[r] * moment;
        });
    }
}

template <class Pass>
void Integrator::each_passage(std::size_t n, std::size_t i, Pass pass) {
    if (const std::optional<std::size_t> block = graph_->nodes[n].block) {
        const std::vector<std::size_t>& nodes = graph_->blocks[*block];
        const std::vector<EntryCohorts::Flow>& flows = cohorts_[*block].unit_entrants(i, rank_in(nodes, n));
        std::size_t flow = 0;
        for (const std::size_t from : nodes) {
            for (const Way& way : ways_[from]) {
                if (way.same_component && !way.same_block) pass(way.to, flows[flow].mass, flows[flow].moment);
                ++flow;
            }
        }
        return;
    }
    const Departures leaving = occupants_[n].per_uniform_entrant(i);
    if (leaving.mass <= 0) return;
    const double women = per_decrement(leaving);
    for (const Way& way : ways_[n]) {
        if (!way.same_component) continue;
        const double mass = women * decrement(way, i, leaving, occupants_[n].entrant_shares());
        pass(way.to, mass, mass * leaving.position);
    }
}

double Integrator::per_decrement(const Departures& departures) {
    if (departures.mass <= 0) return 0;
    return departures.mass / (departures.calendar_decrement + departures.sojourn_decrement);
}

double Integrator::decrement(const Way& way, std::size_t i, const Departures& departures,
                             const std::vector<double>& sojourn_shares) {
    if (way.sojourn) return departures.sojourn_decrement * sojourn_shares[way.sojourn_index];
    return std::min(way.calendar.multiplier * way.calendar.increment[i], largest_increment);
}

void Integrator::send(std::size_t n, std::size_t i, const Departures& departures,
                      const std::vector<double>& sojourn_shares, Route route) {
    if (departures.mass <= 0) return;
    const double women = per_decrement(departures);
    for (Way& way : ways_[n]) {
        const double mass = women * decrement(way, i, departures, sojourn_shares);
        const double moment = mass * departures.position;
        way.taken.mass += mass;
        way.taken.moment += moment;
        if (way.into == nullptr || (route == Route::past_own_component && way.same_component)) continue;
        way.into->add(i, {mass, moment});
    }
}

void Integrator::send_block(std::size_t block, std::size_t i, const std::vector<EntryCohorts::Flow>& flows,
                            double women, Route route) {
    std::size_t flow = 0;
    for (const std::size_t n : graph_->blocks[block]) {
        for (Way& way : ways_[n]) {
            const double mass = women * flows[flow].mass, moment = women * flows[flow].moment;
            ++flow;
            way.taken.mass += mass;
            way.taken.moment += moment;
            const bool stays_known = way.same_block || (route == Route::past_own_component && way.same_component);
            if (way.into != nullptr && !stays_known) way.into->add(i, {mass, moment});
        }
    }
}

void Integrator::record(std::size_t n, const Place& at) {
    for (Way& way : ways_[n]) {
        record(way, way.taken, at);
        way.taken = {};
    }
}

void Integrator::record(const Way& way, const Flow& flow, const Place& at) const {
    if (flow.mass <= 0) return;
    // Where the steps resolve the flow, uniform within the step: the error of the offsets is then h^2/12
    // times the change of the flow over the bin, which extrapolation removes.
    const double position = (1 - flow.share_at_start()) / 2;
    way.probability[at.bin] += flow.mass;
    way.offset[at.bin] += flow.mass * ((at.step_in_bin + position) * bins_per_step_);
}

void Integrator::add_same_step_passages(const std::vector<std::size_t>& component, std::size_t i,
                                        std::vector<double>& arrivals) {
    const auto size = static_cast<Eigen::Index>(component.size());
    Eigen::MatrixXd system = Eigen::MatrixXd::Identity(size, size);
    for (Eigen::Index from = 0; from < size; ++from) {
        each_passage(component[static_cast<std::size_t>(from)], i, [&](std::size_t to, double mass, double) {
            system(static_cast<Eigen::Index>(rank_in(component, to)), from) -= mass;
        });
    }
    Eigen::Map<Eigen::VectorXd> solution(arrivals.data(), size);
    solution = system.partialPivLu().solve(solution).eval();
}

}  // namespace ibtr::exact
