#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/design.hpp"
#include "ibtr/model.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// What an analysis will take, known before it begins.
struct Size {
    double store_bytes;
    double memory_bytes;  ///< of results, at most, beside what the simulation of a draw takes on each thread
};

/// @param parameters of the model
Size size_of(const Analysis& analysis, const std::vector<Quantity>& outcomes, std::size_t parameters);

/// Sizes of the pilot are fixed, so that its result depends on the config and the seed alone.
inline constexpr std::uint32_t pilot_draws = 256;
inline constexpr std::uint64_t pilot_patients = 2000;

/// A budget of histories (patients x simulated strategies x draws), divided.
struct Allocation {
    double optimal_patients = 0;  ///< n* of the pilot
    std::string decided_by;       ///< the outcome with the greatest n*
    std::uint64_t patients = 0;   ///< per draw
    std::uint32_t draws = 0;
};

/// @param optimal_patients n*
/// @param fewest_patients that a draw can have
/// @param strategies simulated
/// @param multiple draws must be a multiple of it (replicates of a design)
/// @throws UsageError where the budget does not give 100 draws of the fewest patients
Allocation allocate_budget(double optimal_patients, std::uint64_t fewest_patients, std::uint64_t budget_histories,
                           std::uint64_t strategies, std::uint32_t multiple);

/// Simulates the pilot, with draws that no analysis uses, and divides the budget: n* patients a draw, where noise is
/// as large as parameter uncertainty, and as many draws as that leaves. n* is the greatest over the contrasts of
/// overall survival and over costs and QALYs.
/// @throws UsageError where the pilot cannot tell the parameters' variance from noise
Allocation plan_budget(const LoadedConfig& config, std::uint64_t budget_histories, std::uint32_t multiple,
                       Backend& backend);

}  // namespace ibtr::psa
