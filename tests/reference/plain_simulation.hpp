#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "reference/plain_lives.hpp"

namespace ibtr::reference {

/// Women counted by what has happened to them by each time.
struct PlainCounts {
    std::uint64_t women = 0;              ///< under each strategy
    std::size_t strategies = 0;           ///< simulated ones, in the model's order
    std::vector<std::string> quantities;  ///< names as in curves.csv: os, ddfs, dfs, lrfs, cif_<set>, occupancy:<state>
    std::size_t times = 0;
    std::vector<std::uint64_t> counts;  ///< [(strategy*quantities + quantity)*times + time]

    [[nodiscard]] std::uint64_t count(std::size_t strategy, std::size_t quantity, std::size_t time) const {
        return counts[(strategy * quantities.size() + quantity) * times + time];
    }
};

/// Simulates women one by one, each strategy with women of its own. Factor levels and ages are sampled (not allocated
/// in proportion), in double, by the first-reaction method: every exit of a state draws an exponential E, its latent
/// time is where the continuous cumulative hazard has risen by E / multiplier, found by bisection; the earliest wins.
/// Random numbers: std::mt19937_64, whose words the C++ standard fixes; the same seed gives the same counts.
/// @param see_life told of every life under every strategy
PlainCounts simulate_plainly(
    const Model& model, const Parameters& parameters, const std::vector<double>& times_years, std::uint64_t women,
    std::uint64_t seed,
    const std::function<void(std::size_t strategy, const Woman&, const std::vector<Visit>&)>& see_life = {});

}  // namespace ibtr::reference
