#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "device_api.hpp"
#include "draw_kernels.hpp"
#include "ibtr/sums.hpp"
#include "prepared_draw.hpp"

namespace ibtr::cuda {

/// Memory that a launch takes [bytes].
struct LaunchBytes {
    std::size_t upload, counters, results;
};

/// What is the same in all launches of an analysis: made from its first draw.
class DrawPlan {
public:
    explicit DrawPlan(const PreparedDraw& first);

    /// Whether a draw may share launches with the first one: the same tree of events, sizes, seed and sums. Draws of
    /// one analysis always may.
    [[nodiscard]] bool admits(const PreparedDraw& draw) const;
    /// Of one draw, with room for the largest numbers. Draws differ in the size of their tables.
    [[nodiscard]] LaunchBytes bytes(const PreparedDraw& draw) const;
    [[nodiscard]] const SumPlan& sums() const { return *sums_; }
    [[nodiscard]] const TallyShape& shape() const { return shape_; }
    [[nodiscard]] const Tables& tables() const { return structure_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] std::size_t blocks_a_draw() const { return shape_.batches * shape_.cells * shape_.strategies; }
    [[nodiscard]] std::size_t counters_a_draw() const { return blocks_a_draw() * shape_.edges * shape_.bins; }

private:
    Tables structure_;  ///< header, states, exits, nodes and edges: no tables of hazards
    TallyShape shape_;
    std::uint64_t seed_;
    const SumPlan* sums_;
};

/// How the results of a launch lie in memory: a flag a draw that tells of an exceeded visit limit, then the draws'
/// sums.
struct ResultLayout {
    bool wide;  ///< counts of 32 and offsets of 64 bits, else of 16 and 32: as large as this launch's women may need
    std::size_t first_draw, offsets_at, draw_bytes;  ///< [bytes]

    ResultLayout(const DrawPlan& plan, const std::vector<PreparedDraw>& draws);
    [[nodiscard]] std::size_t bytes(std::size_t draws) const { return first_draw + draws * draw_bytes; }
};

/// The sums of one draw out of a launch's results. @param group women by batch and cell
Sums read_sums(const DrawPlan& plan, const ResultLayout& layout, const std::byte* results, std::size_t place,
               const std::vector<std::uint64_t>& group);

/// Bytes that pack_draws writes.
std::size_t packed_bytes(const DrawPlan& plan, const std::vector<PreparedDraw>& draws);

/// Packs draws for one copy to the device. @param to packed_bytes of page-locked memory
/// @param device where that will lie on the device
/// @return what walk_draws needs; counters and flags are left to the caller
WalkArguments pack_draws(const DrawPlan& plan, const std::vector<PreparedDraw>& draws, std::byte* to,
                         const std::byte* device);

/// A plan of sums in device memory.
class DeviceSumPlan {
public:
    DeviceSumPlan(const SumPlan& plan, int device);
    /// What sum_draws needs of the plan.
    void describe(SumArguments& arguments) const;

private:
    DeviceArray<DeviceSumRow> rows_;
    DeviceArray<std::uint32_t> edges_, end_bins_;
};

}  // namespace ibtr::cuda
