#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ibtr/measure.hpp"

namespace ibtr {

/// One number to compute. Endpoints are places in an EndpointPlan, arms places among those that the evaluator is made
/// with.
struct Request {
    struct Side {
        std::size_t endpoint, arm;
        bool operator==(const Side&) const = default;
    };
    Measure measure;
    Side first, second;                       ///< equal where the measure has but one
    double bins;                              ///< time
    std::optional<std::size_t> classes = {};  ///< of hazard ratios within classes: which partition of the cells
};

/// Class of every cell of a partition: women are compared within classes. Empty: each cell is a class of its own.
using CellClasses = std::vector<std::size_t>;

}  // namespace ibtr
