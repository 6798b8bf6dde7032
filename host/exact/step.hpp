#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

/// One step of time. What happens to women within it under a hazard that is constant there is written in terms of z =
/// the cumulative hazard of the step; positions run from 0 (start) to 1 (end of the step).
namespace ibtr::exact {

struct SojournKernel;

/// Increments of a baseline cumulative hazard by an entry clock over the half steps since entry.
using EntryIncrements = std::vector<double>;

/// Hazards are integrated to at most this much a step: exp(-z) is 0 long before, and sums stay finite.
inline constexpr double largest_increment = 1e15;

/// Share of women entering uniformly over the step who are still there at its end: (1 - exp(-z)) / z.
inline double mean_survival(double z) {
    return z < 1e-5 ? 1 - z / 2 + z * z / 6 : -std::expm1(-z) / z;
}

/// The same to 1e-15 where exp(-z) is known already.
inline double mean_survival(double z, double survival) {
    if (z < 0.02) {
        constexpr double third = 1.0 / 3, fifth = 1.0 / 5, sixth = 1.0 / 6, seventh = 1.0 / 7;
        return 1 - z / 2 * (1 - z * third * (1 - z / 4 * (1 - z * fifth * (1 - z * sixth * (1 - z * seventh)))));
    }
    return (1 - survival) / z;
}

/// Mean position of the exits within the step of women who were there at its start: 1/z - 1/(exp(z) - 1).
inline double exit_position_from_start(double z) {
    if (z < 0.05) {
        const double square = z * z;
        return 0.5 - z * (1.0 / 12) * (1 - square * (1.0 / 60) * (1 - square * (1.0 / 42)));
    }
    return 1 / z - 1 / std::expm1(z);
}

/// Mean position of the exits within the step of women who enter uniformly over it:
/// integral of t (1 - exp(-z t)) over that of 1 - exp(-z t), t from 0 to 1.
inline double exit_position_from_uniform(double z) {
    if (z < 0.1) {  // both integrals over z as series, to 1e-9
        const double first_moment =
            1.0 / 3 - z * (1.0 / 8 - z * (1.0 / 30 - z * (1.0 / 144 - z * (1.0 / 840 - z * (1.0 / 5760)))));
        const double mass =
            1.0 / 2 - z * (1.0 / 6 - z * (1.0 / 24 - z * (1.0 / 120 - z * (1.0 / 720 - z * (1.0 / 5040)))));
        return first_moment / mass;
    }
    const double left = std::exp(-z);
    return (0.5 - (1 - (1 + z) * left) / (z * z)) / (1 - mean_survival(z));
}

/// The z with mean_survival(z) = 1 - lost, 0 <= lost <= 1: the constant hazard that loses as many uniform
/// entrants. Newton's method from 0, monotone because mean_survival is convex.
inline double hazard_that_loses(double lost) {
    if (lost >= 1 - 1 / largest_increment) return largest_increment;
    double z = 0;
    for (int i = 0; i < 100; ++i) {
        const double loss = z < 1e-3 ? z / 2 - z * z / 6 * (1 - z / 4) : 1 - mean_survival(z);
        const double slope = z < 1e-3 ? 0.5 - z / 3 * (1 - z * 3 / 8) : (1 - (1 + z) * std::exp(-z)) / (z * z);
        const double step = (lost - loss) / slope;
        z += step;
        if (step <= 1e-15 * z) break;
    }
    return z;
}

/// Flows with at least this mean position count as uniform over their step.
inline constexpr double resolved_position = 0.375;

/// Share of a flow that is taken to pass at the very start of its step, the rest passing uniformly over it,
/// given the flow's mean position. 0 for a flow that the steps resolve (x below 1/4): uniform then has an error
/// expansion in even powers of the step, which extrapolation needs. x, which matches the mean position, for a
/// flow that is over early in the step (x above 0.6), as after a hazard of 1e6 a year. Smooth in between.
inline double share_at_start(double position) {
    if (position >= resolved_position) return 0;
    const double x = 1 - 2 * position;
    const double s = std::clamp((x - 0.25) / 0.35, 0.0, 1.0);
    return x * s * s * (3 - 2 * s);
}

/// The same of a flow with this mass and moment, which is mass times mean position.
inline double share_at_start(double mass, double moment) {
    return moment >= resolved_position * mass ? 0 : share_at_start(moment / mass);
}

/// Hazards of one starting age on one grid of steps. Arrays are [step]; a decrement is the cumulative hazard
/// of a step on the calendar clocks (time and age), which run the same for everyone of one starting age.
struct StepInputs {
    /// A transition's own decrements before its multiplier; null on the sojourn clock.
    struct Calendar {
        const double* increment = nullptr;
        double multiplier = 0;
    };
    /// What all calendar exits of a state do together, and its sojourn exits (null: none).
    struct State {
        std::vector<double> decrement, survival, mean_survival;
        std::shared_ptr<const SojournKernel> kernel;
    };
    /// A transition's increments by an entry clock before its multiplier; null on other clocks.
    struct SinceEntry {
        std::shared_ptr<const EntryIncrements> increments;
        double multiplier = 0;
    };
    std::size_t bins = 0, steps_per_bin = 0;
    std::vector<Calendar> transitions;
    std::vector<SinceEntry> since_entry;  ///< [transition]
    std::vector<State> states;

    [[nodiscard]] std::size_t steps() const { return bins * steps_per_bin; }
};

/// Expected events of a graph's exits by bin: [row * bins + bin].
struct BinSums {
    std::vector<double> probability;
    std::vector<double> offset;  ///< from the start of the bin, in bins

    explicit BinSums(std::size_t size = 0) : probability(size, 0), offset(size, 0) {}
    BinSums& operator+=(const BinSums& other) {
        for (std::size_t i = 0; i < probability.size(); ++i) probability[i] += other.probability[i];
        for (std::size_t i = 0; i < offset.size(); ++i) offset[i] += other.offset[i];
        return *this;
    }
};

}  // namespace ibtr::exact
