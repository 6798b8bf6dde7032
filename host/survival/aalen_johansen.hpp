#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "survival/event_times.hpp"

namespace ibtr::survival {

/// In place of a state: observation ended, the person stays where she was.
inline constexpr std::uint32_t no_transition = std::numeric_limits<std::uint32_t>::max();

/// Rows of multistate histories: person `id` was in state `from` in (start, stop] and then moved to `to`.
struct TransitionRows {
    std::span<const std::uint32_t> id;    ///< 0, 1, ...
    std::span<const std::uint32_t> from;  ///< 0, 1, ...
    std::span<const std::uint32_t> to;    ///< another state, or no_transition
    std::span<const double> start, stop;  ///< [years]
};

struct OccupationRequest {
    std::size_t states = 0, people = 0;
    double landmark = 0;            ///< [years]
    std::span<const double> times;  ///< [years], ascending, none before the landmark
    /// Where people are at the landmark; empty: as those are who are at risk just before the first transition after it.
    std::span<const double> start = {};
    bool errors = true;
    /// Whether shares of states at the start, where they are of the data, count in the errors.
    bool start_is_estimated = false;
};

/// State occupation probabilities p(t) = p(s) prod (I + dA), dA_hj = transitions h -> j over those at risk in h (Aalen
/// and Johansen 1978). Their errors by the infinitesimal jackknife over people: the root of the sum of squares of
/// dp/dw_i, w_i the weight of person i (Therneau 2023).
class AalenJohansen {
public:
    /// @param times `event_times(rows)` @param order theirs
    /// @throws std::invalid_argument on a state or person beyond the numbers of the request
    void estimate(const TransitionRows& rows, const EventTimes& times, const TimeOrder& order,
                  const OccupationRequest& request);

    /// Of time k and state j at k states + j.
    [[nodiscard]] std::span<const double> probabilities() const { return probabilities_; }
    [[nodiscard]] std::span<const double> errors() const { return errors_; }  ///< NaN where not asked for

private:
    void start_from(const TransitionRows& rows);
    void count_jumps(const TransitionRows& rows, std::span<const std::uint32_t> at_time);
    void move_influences(const TransitionRows& rows);
    void move_shares();
    void record_before(double time);

    OccupationRequest request_;
    std::size_t recorded_ = 0;             ///< times that are done
    std::vector<double> share_, at_risk_;  ///< by state
    std::vector<double> jumps_;            ///< transitions at this time, from h to j at h states + j
    std::vector<double> influence_;        ///< of person i on state j at i states + j
    std::vector<double> probabilities_, errors_;
    std::vector<std::uint32_t> members_, place_;  ///< rows at risk, and where each row stands among them
    std::vector<std::uint32_t> moved_;            ///< rows whose transition it is
    std::vector<std::uint32_t> origins_;          ///< states that some transition leaves at this time
    std::vector<double> at_origin_;               ///< what was there before
};

/// The rows as event times, every transition an event. @param event storage for them
EventTimes event_times(const TransitionRows& rows, std::vector<std::uint8_t>& event);

/// P(s, t): probabilities of being in state j at t of those in state h at the landmark, at (k states + h) states + j
/// for time k.
std::vector<double> transition_matrices(const TransitionRows& rows, const EventTimes& times, const TimeOrder& order,
                                        const OccupationRequest& request);

}  // namespace ibtr::survival
