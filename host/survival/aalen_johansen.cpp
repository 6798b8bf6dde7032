#include "survival/aalen_johansen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "base/statistics.hpp"

namespace ibtr::survival {
namespace {

void require_rows(const TransitionRows& rows, const OccupationRequest& request) {
    for (std::size_t i = 0; i < rows.id.size(); ++i) {
        const bool goes_nowhere = rows.to[i] == no_transition;
        if (rows.id[i] >= request.people || rows.from[i] >= request.states ||
            (!goes_nowhere && (rows.to[i] >= request.states || rows.to[i] == rows.from[i])))
            throw std::invalid_argument("transition rows: a person or state out of range");
    }
    if (!request.start.empty() && request.start.size() != request.states)
        throw std::invalid_argument("state occupation: one share a state");
}

}  // namespace

EventTimes event_times(const TransitionRows& rows, std::vector<std::uint8_t>& event) {
    event.resize(rows.to.size());
    std::transform(rows.to.begin(), rows.to.end(), event.begin(),
                   [](std::uint32_t to) { return static_cast<std::uint8_t>(to != no_transition); });
    return {rows.start, rows.stop, event, {}};
}

void AalenJohansen::estimate(const TransitionRows& rows, const EventTimes& times, const TimeOrder& order,
                             const OccupationRequest& request) {
    require_rows(rows, request);
    request_ = request;
    const std::size_t states = request.states;
    recorded_ = 0;
    at_risk_.assign(states, 0);
    share_.assign(states, undefined);
    influence_.assign(request.errors ? request.people * states : 0, 0);
    probabilities_.assign(request.times.size() * states, undefined);
    errors_.assign(request.times.size() * states, undefined);
    members_.clear();
    place_.resize(rows.id.size());
    const auto enter = [&](std::uint32_t row) {
        ++at_risk_[rows.from[row]];
        place_[row] = static_cast<std::uint32_t>(members_.size());
        members_.push_back(row);
    };
    const auto leave = [&](std::uint32_t row) {
        --at_risk_[rows.from[row]];
        place_[members_.back()] = place_[row];
        members_[place_[row]] = members_.back();
        members_.pop_back();
    };
    bool started = false;
    for (const StratumRows stratum : order.strata()) {  // one, of all rows
        ForwardSweep sweep(times, order, stratum);
        while (sweep.next(enter, leave)) {
            if (sweep.time() <= request.landmark) continue;
            if (!std::exchange(started, true)) start_from(rows);
            record_before(sweep.time());
            count_jumps(rows, sweep.at_time());
            if (request.errors) move_influences(rows);
            move_shares();
        }
    }
    if (!started) {  // nothing happens after the landmark: people stay where they are then
        std::fill(at_risk_.begin(), at_risk_.end(), 0.0);
        members_.clear();
        for (std::uint32_t row = 0; row < rows.id.size(); ++row)
            if (rows.start[row] <= request.landmark && request.landmark < rows.stop[row]) enter(row);
        start_from(rows);
    }
    record_before(std::numeric_limits<double>::infinity());
}

void AalenJohansen::start_from(const TransitionRows& rows) {
    const std::size_t states = request_.states;
    const auto people = static_cast<double>(members_.size());
    for (std::size_t j = 0; j < states; ++j)
        share_[j] = !request_.start.empty() ? request_.start[j] : members_.empty() ? undefined : at_risk_[j] / people;
    if (!request_.errors || !request_.start_is_estimated || !request_.start.empty()) return;
    for (const std::uint32_t row : members_)
        for (std::size_t j = 0; j < states; ++j)
            influence_[rows.id[row] * states + j] += ((rows.from[row] == j ? 1.0 : 0.0) - share_[j]) / people;
}

void AalenJohansen::count_jumps(const TransitionRows& rows, std::span<const std::uint32_t> at_time) {
    jumps_.assign(request_.states * request_.states, 0);
    moved_.clear();
    origins_.clear();
    for (const std::uint32_t row : at_time) {
        if (rows.to[row] == no_transition) continue;
        const std::uint32_t from = rows.from[row];
        ++jumps_[from * request_.states + rows.to[row]];
        moved_.push_back(row);
        if (std::find(origins_.begin(), origins_.end(), from) == origins_.end()) origins_.push_back(from);
    }
}

/// d/dw_i of p (I + dA): influences move as people do, and person i changes dA of the state that she is in by
/// (dN_i - dA)/Y.
void AalenJohansen::move_influences(const TransitionRows& rows) {
    const std::size_t states = request_.states;
    for (std::size_t person = 0; person < request_.people; ++person) {
        double* influence = influence_.data() + person * states;
        if (origins_.size() == 1) {  // nearly always
            const std::size_t h = origins_.front();
            const double before = influence[h];
            if (before == 0) continue;
            for (std::size_t j = 0; j < states; ++j) {
                const double moved = before * jumps_[h * states + j] / at_risk_[h];
                influence[j] += moved;
                influence[h] -= moved;
            }
            continue;
        }
        at_origin_.clear();
        for (const std::uint32_t h : origins_) at_origin_.push_back(influence[h]);
        for (std::size_t k = 0; k < origins_.size(); ++k) {
            const std::size_t h = origins_[k];
            for (std::size_t j = 0; j < states; ++j) {
                const double moved = at_origin_[k] * jumps_[h * states + j] / at_risk_[h];
                influence[j] += moved;
                influence[h] -= moved;
            }
        }
    }
    for (const std::uint32_t h : origins_) {
        const double weight = share_[h] / at_risk_[h];
        for (const std::uint32_t row : members_) {
            if (rows.from[row] != h) continue;
            double* influence = influence_.data() + rows.id[row] * states;
            for (std::size_t j = 0; j < states; ++j) {
                const double moved = weight * jumps_[h * states + j] / at_risk_[h];
                influence[j] -= moved;
                influence[h] += moved;
            }
        }
    }
    for (const std::uint32_t row : moved_) {
        const std::size_t h = rows.from[row];
        const double weight = share_[h] / at_risk_[h];
        influence_[rows.id[row] * states + rows.to[row]] += weight;
        influence_[rows.id[row] * states + h] -= weight;
    }
}

void AalenJohansen::move_shares() {
    const std::size_t states = request_.states;
    at_origin_.clear();
    for (const std::uint32_t h : origins_) at_origin_.push_back(share_[h]);
    for (std::size_t k = 0; k < origins_.size(); ++k) {
        const std::size_t h = origins_[k];
        for (std::size_t j = 0; j < states; ++j) {
            const double moved = at_origin_[k] * jumps_[h * states + j] / at_risk_[h];
            share_[j] += moved;
            share_[h] -= moved;
        }
    }
}

void AalenJohansen::record_before(double time) {
    const std::size_t states = request_.states;
    for (; recorded_ < request_.times.size() && request_.times[recorded_] < time; ++recorded_) {
        for (std::size_t j = 0; j < states; ++j) {
            probabilities_[recorded_ * states + j] = share_[j];
            if (!request_.errors) continue;
            double squares = 0;
            for (std::size_t person = 0; person < request_.people; ++person) {
                const double influence = influence_[person * states + j];
                squares += influence * influence;
            }
            errors_[recorded_ * states + j] = std::sqrt(squares);
        }
    }
}

std::vector<double> transition_matrices(const TransitionRows& rows, const EventTimes& times, const TimeOrder& order,
                                        const OccupationRequest& request) {
    const std::size_t states = request.states;
    std::vector<double> matrices(request.times.size() * states * states), start;
    OccupationRequest from_state = request;
    from_state.errors = false;
    AalenJohansen estimator;
    for (std::size_t h = 0; h < states; ++h) {
        start.assign(states, 0);
        start[h] = 1;
        from_state.start = start;
        estimator.estimate(rows, times, order, from_state);
        for (std::size_t k = 0; k < request.times.size(); ++k)
            for (std::size_t j = 0; j < states; ++j)
                matrices[(k * states + h) * states + j] = estimator.probabilities()[k * states + j];
    }
    return matrices;
}

}  // namespace ibtr::survival
