#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "backend/arm_drawer.hpp"

namespace ibtr::studies {

/// Who draws the women of studies that a device can draw. Their numbers are the same.
enum class DrawnBy : std::uint8_t { automatic, device, processors };

/// @param arms of one replicate
/// @return nothing where processors draw: there is no device, or automatic finds too little work to begin with one
/// @throws BackendError where a device is asked for and none answers, UsageError where it would have nothing to draw
std::unique_ptr<ArmDrawer> choose_drawer(const std::vector<ArmToDraw>& arms, DrawnBy drawn_by, std::uint64_t seed,
                                         std::uint32_t replicates);

/// Of all replicates together.
std::uint64_t women_of(const std::vector<ArmToDraw>& arms, std::uint32_t replicates);

}  // namespace ibtr::studies
