#include "bench/scaling.hpp"

#include <fmt/core.h>

#include <memory>
#include <string>
#include <utility>

#include "bench/contestants.hpp"
#include "bench/synthetic_config.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"

namespace ibtr::bench {

std::vector<Contestant> scaling_contestants(unsigned threads) {
    const std::shared_ptr<Backend> backend = make_backend("auto", threads);
    std::vector<std::pair<std::string, SyntheticSize>> sizes;
    for (const unsigned n : {1U, 2U, 4U, 8U}) sizes.push_back({fmt::format("{} strategies", n), {.strategies = n}});
    for (const unsigned n : {2U, 3U, 5U, 8U})
        sizes.push_back({fmt::format("{} exits of the start state", n), {.exits = n}});
    for (const unsigned n : {1U, 10U, 100U}) sizes.push_back({fmt::format("{} strata", n), {.strata = n}});
    for (const unsigned n : {1U, 12U, 120U}) sizes.push_back({fmt::format("{} bins a year", n), {.grid_per_year = n}});
    for (const unsigned n : {1U, 15U, 60U, 500U}) sizes.push_back({fmt::format("{} hazard pieces", n), {.pieces = n}});
    const auto study_of = [](const SyntheticSize& size) {
        return std::make_shared<const Study>(load_config_text(synthetic_config(size), "synthetic config"));
    };
    std::vector<Contestant> contestants;
    for (const unsigned women : {1000U, 10000U, 100000U, 1000000U, 10000000U})
        contestants.push_back(
            repeated_simulation(study_of({}), backend, fmt::format("{} women a run", women), threads, women));
    for (const auto& [name, size] : sizes) {
        const auto study = study_of(size);
        contestants.push_back(simulation(study, backend, name, threads));
    }
    return contestants;
}

}  // namespace ibtr::bench
