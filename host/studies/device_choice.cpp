#include "studies/device_choice.hpp"

#include "backend/cuda_backend.hpp"
#include "ibtr/error.hpp"

namespace ibtr::studies {
namespace {

/// Assumption: to begin with a device takes some tenths of a second, in which one processor draws about as many.
constexpr std::uint64_t fewest_women_for_device = 200'000'000;

}  // namespace

std::uint64_t women_of(const std::vector<ArmToDraw>& arms, std::uint32_t replicates) {
    std::uint64_t women = 0;
    for (const ArmToDraw& arm : arms) women += arm.women;
    return women * replicates;
}

std::unique_ptr<ArmDrawer> choose_drawer(const std::vector<ArmToDraw>& arms, DrawnBy drawn_by, std::uint64_t seed,
                                         std::uint32_t replicates) {
    if (drawn_by == DrawnBy::processors) return nullptr;
    if (drawn_by == DrawnBy::automatic) {
        if (women_of(arms, replicates) < fewest_women_for_device || !cuda_status().usable) return nullptr;
    } else if (arms.empty()) {
        throw UsageError(
            "--backend cuda: no study of the design is drawn on a device, which are those of counts, km, km_counts and "
            "logrank without selection_sd and same_women; use auto");
    }
    return make_cuda_arm_drawer(arms, seed, replicates);
}

}  // namespace ibtr::studies
