#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// Quality of life in a state: QALYs a year.
struct Utility {
    std::size_t state = 0;
    std::optional<std::size_t> strategy;  ///< where set, replaces the state's general utility under this strategy
    Input value;                          ///< -1 to 1
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

/// Something to pay. All costs that apply are added.
struct Cost {
    std::optional<std::size_t> state;       ///< a year of stay costs `value`
    std::optional<std::size_t> transition;  ///< each time it is taken costs `value`
    std::optional<std::size_t> strategy;    ///< under this strategy only; alone: paid at time zero
    Input value;                            ///< 0 or more
    std::string source;
    /// Of a state: paid for stays between these years since time zero, whole numbers of bins (of cycles).
    double from_years = 0;
    std::optional<double> to_years = {};
};

/// Largest cost and willingness to pay: money of any currency, and sums of it keep their cents.
inline constexpr double largest_amount = 1e15;

/// What a config says about value: utilities, costs, discount rates.
struct Economics {
    std::string currency;                    ///< e.g. "EUR 2023"
    std::vector<double> willingness_to_pay;  ///< per QALY, ascending
    Input discount_effects_per_year{0.0};    ///< a year from now is worth 1 / (1 + rate)
    Input discount_costs_per_year{0.0};
    CycleRewards cycle_rewards = CycleRewards::half_cycle;  ///< of a model in cycles
    std::vector<Utility> utilities;  ///< every state that is not absorbing has one without a strategy
    std::vector<Cost> costs;
};

/// Checks what only holds for a given set of values: utilities in [-1, 1], costs and discount rates 0 or more.
/// @return one message a violation, "key: what is wrong"; empty where all is well.
std::vector<std::string> check_economics(const Model& model, const Economics& economics, const Parameters& parameters);

}  // namespace ibtr
