#include "exact/entry_cohorts.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace ibtr::exact {
namespace {

/// Cohorts of fewer people are as good as empty.
constexpr double as_good_as_nobody = 1e-30;
/// A hazard of less in half a step may jump in its middle unnoticed.
constexpr double negligible_increment = 1e-9;

}  // namespace

void EntryCohorts::reset(const ReachableGraph& graph, const std::vector<std::size_t>& block, const StepInputs& inputs) {
    nodes_ = block.size();
    ways_.clear();
    std::vector<BlockFlow::Way> flow_ways;
    for (std::size_t rank = 0; rank < nodes_; ++rank) {
        for (const ReachableGraph::Exit& exit : graph.nodes[block[rank]].exits) {
            Way way;
            if (exit.sojourn)
                way.since_entry = inputs.since_entry[exit.transition];
            else
                way.calendar = inputs.transitions[exit.transition];
            ways_.push_back(std::move(way));
            const auto to = std::lower_bound(block.begin(), block.end(), exit.to) - block.begin();
            flow_ways.push_back({rank, exit.same_block ? std::optional(static_cast<std::size_t>(to)) : std::nullopt});
        }
    }
    flow_.reset(nodes_, std::move(flow_ways));
    cohorts_.clear();
    rates_.resize(ways_.size());
    units_.assign(nodes_, {});
    step_ = 0;
    find_jumps(inputs.steps());
}

void EntryCohorts::begin_step(std::size_t i) {
    if (i == step_) return;
    step_ = i;
    for (Unit& unit : units_) unit.known = false;
}

void EntryCohorts::find_jumps(std::size_t steps) {
    jumps_.assign(steps, 0);
    for (const Way& way : ways_) {
        if (!way.since_entry.increments) continue;
        const EntryIncrements& halves = *way.since_entry.increments;
        for (std::size_t k = 1; k < steps; ++k) {
            const auto [smaller, larger] = std::minmax(halves[2 * k - 1], halves[2 * k]);
            if (larger > 2 * smaller && way.since_entry.multiplier * larger > negligible_increment) jumps_[k] = 1;
        }
    }
}

void EntryCohorts::move(Cohort& cohort, std::size_t i, std::vector<Flow>& flows) {
    double* people = cohort.people.data();
    const std::size_t lag = i - cohort.step;
    if (cohort.at_start) {
        move(Part{i, 0, 2}, 2 * lag, people, flows);
    } else if (lag == 0) {
        move(Part{i, 1, 1}, 0, people, flows);
    } else if (jumps_[lag] == 0) {
        move(Part{i, 0, 2}, 2 * lag - 1, people, flows);
    } else {
        move(Part{i, 0, 1}, 2 * lag - 1, people, flows);
        move(Part{i, 1, 1}, 2 * lag, people, flows);
    }
}

void EntryCohorts::move(const Part& part, std::size_t since_entry, double* people, std::vector<Flow>& flows) {
    const double width = 0.5 * part.halves, start = 0.5 * part.first_half;
    for (std::size_t w = 0; w < ways_.size(); ++w) {
        const Way& way = ways_[w];
        double rate = 0;
        if (way.since_entry.increments) {
            const double* halves = way.since_entry.increments->data() + since_entry;
            rate = way.since_entry.multiplier * (part.halves == 2 ? halves[0] + halves[1] : halves[0]);
        } else {
            rate = way.calendar.multiplier * way.calendar.increment[part.step] * width;
        }
        rates_[w] = std::min(rate, largest_increment);
    }
    flow_.advance(rates_, people);
    for (std::size_t w = 0; w < ways_.size(); ++w) {
        const double mass = std::max(0.0, flow_.taken(w));
        flows[w].mass += mass;
        flows[w].moment += start * mass + width * std::max(0.0, flow_.moment(w));
    }
}

const std::vector<EntryCohorts::Flow>& EntryCohorts::advance_earlier(std::size_t i) {
    begin_step(i);
    flows_.assign(ways_.size(), {});
    for (Cohort& cohort : cohorts_) move(cohort, i, flows_);
    std::erase_if(cohorts_, [](const Cohort& cohort) {
        return std::accumulate(cohort.people.begin(), cohort.people.end(), 0.0) < as_good_as_nobody;
    });
    return flows_;
}

const std::vector<EntryCohorts::Flow>& EntryCohorts::enter_at_start(std::size_t i, std::size_t rank, double mass) {
    begin_step(i);
    flows_.assign(ways_.size(), {});
    entering_.assign(nodes_, 0);
    entering_[rank] = mass;
    move(Part{i, 0, 2}, 0, entering_.data(), flows_);
    std::vector<double>& people = entrants_of(i, true);
    for (std::size_t n = 0; n < nodes_; ++n) people[n] += entering_[n];
    return flows_;
}

const std::vector<EntryCohorts::Flow>& EntryCohorts::unit_entrants(std::size_t i, std::size_t rank) {
    begin_step(i);
    Unit& unit = units_[rank];
    if (!unit.known) {
        unit.known = true;
        unit.flows.assign(ways_.size(), {});
        unit.people.assign(nodes_, 0);
        unit.people[rank] = 1;
        move(Part{i, 1, 1}, 0, unit.people.data(), unit.flows);
    }
    return unit.flows;
}

void EntryCohorts::enter_uniformly(std::size_t i, std::size_t rank, double mass) {
    unit_entrants(i, rank);
    std::vector<double>& people = entrants_of(i, false);
    for (std::size_t n = 0; n < nodes_; ++n) people[n] += mass * units_[rank].people[n];
}

std::vector<double>& EntryCohorts::entrants_of(std::size_t i, bool at_start) {
    for (auto cohort = cohorts_.rbegin(); cohort != cohorts_.rend() && cohort->step == i; ++cohort)
        if (cohort->at_start == at_start) return cohort->people;
    cohorts_.push_back({i, at_start, std::vector<double>(nodes_, 0)});
    return cohorts_.back().people;
}

}  // namespace ibtr::exact
