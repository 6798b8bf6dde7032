#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "survival/event_times.hpp"

namespace ibtr::survival {

/// A survival curve read off a figure, and the numbers at risk printed below it.
struct PublishedCurve {
    std::span<const double> times;       ///< [years], ascending, the first 0
    std::span<const double> survival;    ///< as many, from 1 falling, none below 0
    std::span<const double> risk_times;  ///< [years], ascending, the first 0
    std::span<const double> at_risk;     ///< whole numbers, never rising
    std::optional<double> events = {};   ///< in all, where they are published
};

/// Times that give the curve back.
struct ReconstructedTimes {
    std::vector<double> exit;
    std::vector<std::uint8_t> event;
};

/// The algorithm of Guyot, Ades, Ouwens and Welton (2012, BMC Med Res Methodol 12:9): between two numbers at risk, as
/// many are censored, evenly in time, as make the events that the curve implies fit the second number; after the last
/// number as many as before it in the same time, or as make the events add up.
/// @throws std::invalid_argument where the curve or the numbers break the rules above
ReconstructedTimes reconstruct_times(const PublishedCurve& curve);

}  // namespace ibtr::survival
