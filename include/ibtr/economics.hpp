#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// A span of ages [years], `to` not among them.
struct AgeSpan {
    double from_years = 0, to_years = 0;
};

/// Whom and when a value is for: all that is given must hold.
struct ValueCondition {
    std::optional<std::size_t> strategy;
    std::optional<std::size_t> factor, level;  ///< one of those that split reports; level set exactly when factor is
    double from_years = 0;                     ///< since time zero, whole numbers of bins
    std::optional<double> to_years;            ///< not among them
    std::optional<AgeSpan> ages;

    [[nodiscard]] bool any_time() const { return from_years == 0 && !to_years && !ages; }
};

/// What something is worth, in QALYs or in money. Of a state: a year of stay. Of a transition: each time that it is
/// taken. Of neither: once, at time zero.
struct ValueOf {
    std::optional<std::size_t> state, transition;  ///< one at most
    ValueCondition when;
    Input value;
    std::string source;
};

/// When a model in cycles counts who is where: at which ends of cycles 0, 1, ..., C, and with which weights.
enum class CycleRewards : std::uint8_t {
    start,       ///< at the start of each cycle: 1 at ends 0 to C - 1
    end,         ///< at the end of each cycle: 1 at ends 1 to C
    half_cycle,  ///< the mean of both: 1/2 at the first and the last (trapezoidal rule)
    simpson,     ///< 1/3 at the first and the last, 4/3 and 2/3 in turn (Simpson's rule; C even)
    tutorial,    ///< as the tutorial on cohort models (Alarid-Escudero et al. 2023): 2/3 and 4/3 in turn, 2/3 first, so
                 ///< that the weights sum to less than C; published results rest on it
};

/// A discount rate from some time on.
struct RateChange {
    double start_years = 0;  ///< above that of the change before
    Input per_year;
};

/// A year from now is worth 1 / (1 + rate); where the rate changes, factors of the years before stay.
struct DiscountRate {
    Input per_year{0.0};  ///< until the first change
    std::vector<RateChange> changes;
};

/// Largest cost and willingness to pay: money of any currency, and sums of it keep their cents.
inline constexpr double largest_amount = 1e15;

/// Largest gain or loss of QALYs in one event.
inline constexpr double largest_event_qalys = 100;

/// What a config says about value: utilities, costs, discount rates.
struct Economics {
    std::string currency;                    ///< e.g. "EUR 2023"
    std::vector<double> willingness_to_pay;  ///< per QALY, ascending
    DiscountRate discount_effects, discount_costs;
    CycleRewards cycle_rewards = CycleRewards::half_cycle;  ///< of a model in cycles
    /// Of those of a state that hold, the one with most conditions counts; every state that is not absorbing has one
    /// without any. Those of transitions and of time zero are all added.
    std::vector<ValueOf> utilities;
    std::vector<ValueOf> costs;  ///< all that hold are added; below 0: savings
};

/// Checks what only holds for a given set of values: utilities in [-1, 1], costs within the largest amount,
/// discount rates in [0, 1].
/// @return one message a violation, "key: what is wrong"; empty where all is well.
std::vector<std::string> check_economics(const Model& model, const Economics& economics, const Parameters& parameters);

}  // namespace ibtr
