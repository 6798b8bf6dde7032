#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "psa/draw_simulator.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Where the threads of one process simulate draws: it hands out draw numbers, and finished draws to the one thread
/// that stores them or sends them away.
class Workshop {
public:
    /// @param most_waiting finished draws that are kept; threads wait where nobody takes them
    explicit Workshop(std::size_t most_waiting) : most_waiting_(most_waiting) {}

    /// More draws to simulate, after those that are there.
    void add(std::span<const std::uint32_t> draws);
    /// No more draws will be added: threads retire when all have been begun.
    void close();
    /// Draws that no thread has begun.
    [[nodiscard]] std::size_t not_begun() const;
    /// Gives up to `most` of those away, the first ones.
    [[nodiscard]] std::vector<std::uint32_t> give_away(std::size_t most);

    /// Waits for some time, or until half of the room is filled or all threads have retired; takes what is finished.
    [[nodiscard]] std::vector<DrawRecord> take(std::chrono::duration<double> wait);
    /// Whether no thread works any more and everything finished was taken.
    [[nodiscard]] bool all_retired() const;
    /// Threads begin nothing new.
    void stop();
    [[nodiscard]] bool failed() const;
    /// The error of the lowest draw that failed, where one did.
    void rethrow_failure() const;

private:
    friend class Workers;
    /// A thread's life. Never throws.
    void work(const DrawContext& context, const Simulate& simulate);
    std::optional<std::uint32_t> next();
    void finish(DrawRecord record);
    void fail(std::uint32_t draw, std::exception_ptr failure);

    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable something_finished_, something_to_do_;
    std::deque<std::uint32_t> draws_;
    bool closed_ = false, stopped_ = false;
    unsigned working_ = 0;
    std::vector<DrawRecord> finished_;
    std::exception_ptr failure_;
    std::uint32_t failed_draw_ = 0;
};

/// The threads of a workshop, joined at the end of the scope, told to stop first.
class Workers {
public:
    /// The arguments must outlive this object.
    Workers(Workshop& workshop, unsigned count, const DrawContext& context, const Simulate& simulate);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

private:
    Workshop& workshop_;
    std::vector<std::thread> threads_;
};

}  // namespace ibtr::psa
