#pragma once

#include <cstddef>
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

/// Something to pay. All costs that apply are added.
struct Cost {
    std::optional<std::size_t> state;       ///< a year of stay costs `value`
    std::optional<std::size_t> transition;  ///< each time it is taken costs `value`
    std::optional<std::size_t> strategy;    ///< under this strategy only; alone: paid at time zero
    Input value;                            ///< 0 or more
    std::string source;
};

/// Largest cost and willingness to pay: money of any currency, and sums of it keep their cents.
inline constexpr double largest_amount = 1e15;

/// What a config says about value: utilities, costs, discount rates.
struct Economics {
    std::string currency;                    ///< e.g. "EUR 2023"
    std::vector<double> willingness_to_pay;  ///< per QALY, ascending
    Input discount_effects_per_year{0.0};    ///< a year from now is worth 1 / (1 + rate)
    Input discount_costs_per_year{0.0};
    std::vector<Utility> utilities;  ///< every state that is not absorbing has one without a strategy
    std::vector<Cost> costs;
};

/// Checks what only holds for a given set of values: utilities in [-1, 1], costs and discount rates 0 or more.
/// @return one message a violation, "key: what is wrong"; empty where all is well.
std::vector<std::string> check_economics(const Model& model, const Economics& economics, const Parameters& parameters);

}  // namespace ibtr
