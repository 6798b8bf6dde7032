#include "draw_device.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "kernel_place.hpp"

namespace ibtr::cuda {
namespace {

/// Of one launch: twice what a multiprocessor holds at once.
constexpr std::size_t warps_a_multiprocessor = 64;
constexpr unsigned threads_a_warp = 32;
/// Fewer would let calls of the runtime weigh.
constexpr std::size_t fewest_draws = 24;
/// Longer launches would let Ctrl-C wait.
constexpr std::uint64_t most_women_a_launch = std::uint64_t{1} << 24;
/// One is packed and one read while a third one is walked.
constexpr std::size_t most_slots = 3;

LaunchBytes times(const LaunchBytes& one, std::size_t draws) {
    const std::size_t tables = one.upload + one.upload / 4;  // those of other draws can be larger
    constexpr std::size_t structure = 64U << 10;
    return {draws * tables + structure, draws * one.counters, draws * one.results};
}

std::size_t total(const LaunchBytes& bytes) {
    return bytes.upload + bytes.counters + bytes.results;
}

/// Threads of a block: where strata are small, as many as their women, or most of it would idle.
unsigned threads_a_block(const PreparedDraw& draw) {
    const std::uint64_t women = (draw.women + draw.items.size() - 1) / draw.items.size();
    const std::uint64_t warps = (women + threads_a_warp - 1) / threads_a_warp;
    return static_cast<unsigned>(std::min<std::uint64_t>(warps * threads_a_warp, most_threads_per_draw_block));
}

/// Draws of a launch: as many as fill the device, if its free memory holds them in all slots; 0: it holds none.
std::size_t plan_draws(const PreparedDraw& first, const LaunchBytes& one, int device) {
    const auto warps = warps_a_multiprocessor * static_cast<std::size_t>(device_size(device).multiprocessors);
    const std::size_t warps_a_draw = first.items.size() * (threads_a_block(first) / threads_a_warp);
    const std::size_t filling = std::max(fewest_draws, (warps + warps_a_draw - 1) / warps_a_draw);
    const std::size_t quick = std::max<std::size_t>(1, most_women_a_launch / first.women);
    const std::size_t free = free_bytes(device);
    const std::size_t usable = free - free / 8;  // the rest is left to the driver and fragmentation
    const std::size_t fixed = most_slots * total(times(one, 0)), each = most_slots * total(times(one, 1)) - fixed;
    return std::min({filling, quick, usable < fixed ? 0 : (usable - fixed) / each});
}

}  // namespace

DrawSlot::DrawSlot(int device, const LaunchBytes& bytes)
    : host_upload(device, bytes.upload),
      host_results(device, bytes.results),
      upload(device),
      counters(device),
      results(device),
      stream(device),
      end(device) {
    upload.reserve(bytes.upload);
    counters.reserve(bytes.counters);
    results.reserve(bytes.results);
}

DrawDevice::Setting::Setting(const PreparedDraw& first, int device)
    : plan(first),
      sums(plan.sums(), device),
      draws_a_launch(plan_draws(first, plan.bytes(first), device)),
      threads(threads_a_block(first)),
      counters(place_on_device({walk_draws_kernel, threads}, plan.tables().header, first.women / first.items.size(),
                               device)) {}

DrawDevice::~DrawDevice() {
    for (; busy_ > 0; --busy_) try {
            oldest().end.wait();
        } catch (const BackendError&) {
            // It was reported where it first failed.
        }
}

void DrawDevice::work() noexcept {
    std::vector<PreparedDraw> first = desk_.take(1, true);
    if (first.empty()) return;
    begin(first.front());
    desk_.put_back(std::move(first.front()));
    if (slots_.empty()) {
        while (pass_on()) {
        }
        return;
    }
    for (;;) {
        if (busy_ < slots_.size() && launch_next()) continue;
        if (busy_ == 0) return;
        complete_oldest();
    }
}

/// Makes everything that lasts, by the first draw; no slots where that fails or memory is short.
void DrawDevice::begin(const PreparedDraw& first) noexcept try {
    use_device(device_);
    setting_.emplace(first, device_);
    const std::size_t draws = setting_->draws_a_launch;
    if (draws == 0) return;
    LaunchBytes bytes = times(setting_->plan.bytes(first), draws);
    bytes.counters += draws * sizeof(std::uint32_t);
    std::vector<std::unique_ptr<DrawSlot>> slots;
    for (std::size_t k = 0; k < most_slots; ++k) slots.push_back(std::make_unique<DrawSlot>(device_, bytes));
    slots_ = std::move(slots);
    desk_.make_room((most_slots + 1) * draws);
} catch (...) {
    flow_.fail(first.pulled.number);
}

/// Without slots: what is wanted is walked by whoever has room for it. @return whether there may be more
bool DrawDevice::pass_on() {
    std::vector<PreparedDraw> draws = desk_.take(1, true);
    for (PreparedDraw& draw : draws) desk_.walk_alone(std::move(draw));
    return !draws.empty();
}

/// @return whether a launch was started, or there may be one at once
bool DrawDevice::launch_next() {
    std::vector<PreparedDraw> taken = desk_.take(setting_->draws_a_launch, busy_ == 0);
    if (taken.empty()) return false;
    DrawSlot& slot = *slots_[next_];
    slot.draws.clear();
    for (PreparedDraw& draw : taken)
        if (flow_.wanted(draw.pulled.number) && setting_->plan.admits(draw))
            slot.draws.push_back(std::move(draw));
        else
            desk_.walk_alone(std::move(draw));
    if (slot.draws.empty()) return true;
    try {
        start(slot);
        next_ = (next_ + 1) % slots_.size();
        ++busy_;
    } catch (...) {
        fail(slot.draws);
    }
    return true;
}

void DrawDevice::start(DrawSlot& slot) {
    const DrawPlan& plan = setting_->plan;
    for (std::size_t unread = slot.unread; unread != 0; unread = slot.unread) slot.unread.wait(unread);
    const std::size_t bytes = packed_bytes(plan, slot.draws);
    slot.host_upload.reserve(bytes);
    slot.upload.reserve(bytes);
    WalkArguments walk = pack_draws(plan, slot.draws, static_cast<std::byte*>(slot.host_upload.data()),
                                    static_cast<const std::byte*>(slot.upload.data()));
    const std::size_t counters = slot.draws.size() * plan.counters_a_draw();
    walk.counters = static_cast<Counter*>(slot.counters.data());
    walk.visit_limit_exceeded = reinterpret_cast<std::uint32_t*>(walk.counters + counters);
    const ResultLayout& layout = slot.layout.emplace(plan, slot.draws);
    SumArguments sum{};
    setting_->sums.describe(sum);
    sum.counters = walk.counters;
    sum.edge_count = static_cast<std::uint32_t>(plan.shape().edges);
    sum.bins = static_cast<std::uint32_t>(plan.shape().bins);
    sum.tick_shift = plan.shape().tick_shift;
    sum.blocks_a_draw = static_cast<std::uint32_t>(plan.blocks_a_draw());
    sum.counts_a_block = static_cast<std::uint32_t>(plan.sums().counts());
    sum.offsets_a_block = static_cast<std::uint32_t>(plan.sums().offsets());
    sum.wide = layout.wide ? 1 : 0;
    sum.visit_limit_exceeded = walk.visit_limit_exceeded;
    sum.results = static_cast<std::byte*>(slot.results.data());
    sum.first_draw = layout.first_draw;
    sum.offsets_at = layout.offsets_at;
    sum.draw_bytes = layout.draw_bytes;

    std::size_t items = 0;
    for (const PreparedDraw& draw : slot.draws) items += draw.items.size();
    slot.stream.upload(slot.upload, slot.host_upload.data(), bytes);
    slot.stream.clear(slot.counters, counters * sizeof(Counter) + slot.draws.size() * sizeof(std::uint32_t));
    slot.stream.launch(walk_draws_kernel(setting_->counters.place, core::walk_kind(walk.tables.header)),
                       static_cast<unsigned>(items), setting_->threads, setting_->counters.bytes, &walk);
    slot.stream.launch(sum_draws_kernel(), static_cast<unsigned>(slot.draws.size() * plan.blocks_a_draw()),
                       threads_per_sum_block, 0, &sum);
    slot.stream.download(slot.host_results.data(), slot.results, layout.bytes(slot.draws.size()));
    slot.end.record(slot.stream);
}

void DrawDevice::complete_oldest() {
    DrawSlot& slot = oldest();
    --busy_;
    try {
        slot.end.wait();
    } catch (...) {
        fail(slot.draws);
        return;
    }
    const auto* results = static_cast<const std::byte*>(slot.host_results.data());
    slot.unread = slot.draws.size();
    for (std::size_t d = 0; d < slot.draws.size(); ++d) {
        PreparedDraw& draw = slot.draws[d];
        flow_.done(draw.women);
        // The slot is free for another launch when the last copy of this is gone.
        const std::shared_ptr<void> reading(&slot, [](void* pointer) {
            auto& unread = static_cast<DrawSlot*>(pointer)->unread;
            if (--unread == 0) unread.notify_all();
        });
        std::vector<std::uint64_t> group = draw.group;
        desk_.hand_back(std::move(draw), [this, reading, results, d, layout = *slot.layout, group = std::move(group)] {
            if (reinterpret_cast<const std::uint32_t*>(results)[d] != 0)
                throw UsageError(visit_limit_message(setting_->plan.tables().header.visit_limit));
            return read_sums(setting_->plan, layout, results, d, group);
        });
    }
}

/// The exception that is being handled is what became of these draws, which nobody finishes.
void DrawDevice::fail(std::vector<PreparedDraw>& draws) noexcept {
    for (PreparedDraw& draw : draws) {
        flow_.fail(draw.pulled.number);
        desk_.walk_alone(std::move(draw));
    }
}

}  // namespace ibtr::cuda
