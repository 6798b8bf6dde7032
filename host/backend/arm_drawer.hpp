#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ibtr/core/arm_women.hpp"

namespace ibtr {

/// Women of an arm, all drawn from one table. The columns must stay.
struct ArmToDraw {
    std::span<const core::AliasColumn> columns;
    std::uint32_t women = 0;
    std::uint32_t study = 0, arm = 0;  ///< of their stream
};

/// A device that draws the women of many arms and replicates in one launch, and counts them by place: the women, and
/// the integers, that the processors would draw. For one thread, but for `read`.
class ArmDrawer {
public:
    ArmDrawer() = default;
    virtual ~ArmDrawer() = default;
    ArmDrawer(const ArmDrawer&) = delete;
    ArmDrawer& operator=(const ArmDrawer&) = delete;

    /// Its name.
    [[nodiscard]] virtual std::string device() const = 0;
    /// Most replicates of one launch.
    [[nodiscard]] virtual std::uint32_t replicates_a_launch() const = 0;
    /// Begins a launch; a second one may begin before the first is waited for.
    virtual void begin(std::uint32_t first_replicate, std::uint32_t replicates) = 0;
    /// Waits for the launch that began first. `read` is then about its replicates, until the next wait.
    virtual void wait() = 0;
    /// How many women of an arm fell on the places from `first` on. From any thread.
    virtual void read(std::uint32_t replicate, std::size_t arm, std::uint32_t first, std::span<double> women) const = 0;
};

/// On the first device. @param replicates in all
/// @throws BackendError where no device answers, or where a table does not fit a multiprocessor
std::unique_ptr<ArmDrawer> make_cuda_arm_drawer(const std::vector<ArmToDraw>& arms, std::uint64_t seed,
                                                std::uint32_t replicates);

}  // namespace ibtr
