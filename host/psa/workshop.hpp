#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "psa/draw_set.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// The draws that one process simulates, or solves: their numbers go in, finished draws come out, for the one thread
/// that stores them or sends them away.
class Workshop {
public:
    /// @param most_waiting finished draws that are kept; simulation waits where nobody takes them
    explicit Workshop(std::size_t most_waiting) : most_waiting_(most_waiting) {}

    /// More draws to simulate, behind those that are there.
    void add(const DrawSet& draws);
    /// No more draws will be added: simulation ends when all are finished.
    void close();
    /// Draws that nobody has begun.
    [[nodiscard]] std::uint64_t not_begun() const;
    /// Gives up to `most` of those away, the first ones.
    [[nodiscard]] DrawSet give_away(std::uint64_t most);

    /// Waits for some time, or until half of the room is filled or simulation has ended; takes what is finished.
    [[nodiscard]] std::vector<DrawRow> take(std::chrono::duration<double> wait);
    /// Whether simulation has ended and everything finished was taken.
    [[nodiscard]] bool all_taken() const;
    /// Simulation ends: what is not begun stays so, what is under way is given up.
    void stop();
    [[nodiscard]] bool failed() const;
    /// The error of the lowest draw that failed, where one did.
    void rethrow_failure() const;

private:
    friend class Simulation;
    class Draws;

    /// Simulates until there is nothing left to do. Never throws.
    void simulate(const DrawContext& context, Backend& backend) noexcept;
    /// The next draw; nothing: there will be none. Waits for it, and for room for the result.
    std::optional<std::uint32_t> next();
    void begin_nothing_more();
    /// On the thread that has simulated it.
    void finish(const DrawRecord& record);

    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable something_finished_, something_to_do_;
    DrawSet draws_;
    bool closed_ = false, stopped_ = false, simulating_ = false;
    std::vector<DrawRow> finished_;
    std::exception_ptr failure_;
};

/// Simulates a workshop's draws beside the calling thread, to the end of the scope: told to stop first.
class Simulation {
public:
    /// The arguments must outlive this object.
    Simulation(Workshop& workshop, const DrawContext& context, Backend& backend);
    ~Simulation() { workshop_.stop(); }
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

private:
    Workshop& workshop_;
    std::jthread thread_;
};

}  // namespace ibtr::psa
