#pragma once

#include <cstddef>
#include <vector>

#include "exact/reachable_graph.hpp"
#include "exact/sojourn_kernel.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {

/// Women leaving a node in one step, all from the same source (docs/exact.md, "One step").
struct Departures {
    double mass = 0;
    double position = 0.5;          ///< mean position within the step, 0 to 1
    double calendar_decrement = 0;  ///< cumulative hazards of the step that share them out
    double sojourn_decrement = 0;
};

/// The women in one node while time moves on step by step: those who entered uniformly over some earlier
/// step, and those who entered at the very start of one (everyone at time zero among them).
class Occupants {
public:
    void reset(const StepInputs::State& state, std::size_t steps, std::size_t sojourn_exits);
    /// Everyone who will enter uniformly, [step], where that is known beforehand: what sojourn exits leave of them is
    /// then computed for all steps at once. A hint: the women still enter by new_uniform.
    void foresee(const std::vector<double>& entering);

    /// Whether anyone is there who entered uniformly over a step, or at the start of one.
    [[nodiscard]] bool any_uniform() const { return uniform_alive_ > 0; }
    [[nodiscard]] bool any_points() const { return points_alive_ > 0; }

    /// Women present at the start of step i who leave in it; calling it moves them to the step's end.
    Departures earlier_uniform(std::size_t i);
    Departures earlier_points(std::size_t i);
    /// Women entering in step i itself, at its start or uniformly, who leave again in it; the rest stay.
    Departures new_points(std::size_t i, double mass);
    Departures new_uniform(std::size_t i, double mass);
    /// What a unit of uniform entrants would send on within the step.
    [[nodiscard]] Departures per_uniform_entrant(std::size_t i) const;

    /// Shares of the sojourn exits among the latest departures of that kind; sums to 1.
    [[nodiscard]] const std::vector<double>& sojourn_shares() const { return shares_; }
    /// The same for new uniform entrants, which do not depend on the step.
    [[nodiscard]] const std::vector<double>& entrant_shares() const { return entrant_shares_; }

private:
    struct Point {
        std::size_t step;
        double scaled;
    };
    /// The part of a convolution that belongs to entrants of the kernel's tail, at one step.
    struct Tail {
        double sum = 0;
        std::size_t step = 0;
    };
    /// Sum over all uniform entrants before step i of the sequence at the steps since their entry.
    [[nodiscard]] double convolve(const SojournKernel::Backwards& sequence, std::size_t i, Tail& tail) const;
    [[nodiscard]] double& uniform(std::size_t step) { return uniform_[convolution_lanes + step]; }
    [[nodiscard]] double uniform(std::size_t step) const { return uniform_[convolution_lanes + step]; }
    /// One more step for the sum over the entrants of a tail, which one more entrant joins.
    void carry(double entrant, const SojournKernel::Backwards& sequence, double& sum) const;
    void rescale(std::size_t i);
    void share_points(std::size_t i);
    void share_uniform(std::size_t i);
    void normalise();

    const StepInputs::State* state_ = nullptr;
    double uniform_alive_ = 0, points_alive_ = 0;
    // Entrants by step of entry, without what they have survived since then: that of the calendar exits is in
    // survival_ (the same for all: entrants are divided by its value at their entry), that of the sojourn exits in
    // the kernel. Zeros stand before the first, so that a convolution may begin at a whole lane.
    std::vector<double> uniform_;
    std::vector<double> foreseen_;  ///< [step] convolution of all uniform entrants with the kernel; may be empty
    Tail still_tail_;
    std::vector<Tail> leaving_tails_;  ///< [sojourn exit]
    std::vector<Point> points_;
    double survival_ = 1;
    std::vector<double> shares_, entrant_shares_;
};

}  // namespace ibtr::exact
