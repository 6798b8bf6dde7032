#pragma once

#include <string>

namespace ibtr::bench {

/// A model whose size is given by numbers, for measuring how speed scales.
struct SyntheticSize {
    unsigned strategies = 2;
    unsigned exits = 3;   ///< of the start state, 2 to 8; every living state has two more
    unsigned strata = 1;  ///< levels of one factor that multiplies every hazard
    unsigned grid_per_year = 12;
    unsigned pieces = 1;  ///< of each baseline hazard
};

/// TOML text of a model with a chain of living states, each of which can also end in death.
std::string synthetic_config(const SyntheticSize& size);

}  // namespace ibtr::bench
