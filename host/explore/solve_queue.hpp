#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "explore/server.hpp"

namespace ibtr::explore {

/// Which request of which page: a newer one of the same page makes older ones pointless.
struct Ticket {
    std::string page;
    std::uint64_t sequence = 0;
};

/// Answers that take their time, made one after another on a thread of its own.
class SolveQueue {
public:
    /// @throws UsageError, Interrupted and others, which become answers
    using Work = std::function<Answer(const std::function<bool()>& stop_requested)>;

    SolveQueue();
    /// Stops what is under way; what waits is never answered.
    ~SolveQueue();
    SolveQueue(const SolveQueue&) = delete;
    SolveQueue& operator=(const SolveQueue&) = delete;

    /// Those of the same page with a lower number are stopped and answered with status 409, as this one is where a
    /// higher number came before.
    void add(Ticket ticket, Work work, Reply reply);
    /// Whether something is made or waits.
    [[nodiscard]] bool is_busy() const;

private:
    struct Job {
        Ticket ticket;
        Work work;
        Reply reply;
    };
    void loop();
    void forget_oldest_page();

    mutable std::mutex mutex_;
    std::condition_variable added_;
    std::deque<Job> waiting_;
    std::map<std::string, std::uint64_t> newest_;  ///< by page
    std::deque<std::string> pages_;                ///< oldest first
    Ticket running_;
    bool is_running_ = false, ending_ = false;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// What is answered in place of a result. @param status 400: of a request that makes no sense; 422: of a state that the
/// model does not allow
Answer answer_of(const std::exception& error, unsigned status);

}  // namespace ibtr::explore
