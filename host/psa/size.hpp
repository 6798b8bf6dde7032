#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/model.hpp"
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

}  // namespace ibtr::psa
