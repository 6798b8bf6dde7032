#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "exact/sojourn_kernel.hpp"

namespace ibtr::exact {

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
    std::size_t bins = 0, steps_per_bin = 0;
    std::vector<Calendar> transitions;
    std::vector<State> states;

    [[nodiscard]] std::size_t steps() const { return bins * steps_per_bin; }
};

/// Expected events by edge and bin: [edge * bins + bin].
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
