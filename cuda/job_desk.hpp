#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ibtr/sums.hpp"
#include "jobs/job_flow.hpp"
#include "prepared_draw.hpp"

namespace ibtr::cuda {

/// Jobs between host threads, which prepare and finish them, and devices, which walk many of them at a time.
class JobDesk {
public:
    /// Does the whole of a job that devices do not sum, on the calling thread. May throw.
    using WalkAlone = std::function<void(const PreparedDraw&)>;
    /// Reads the sums of a walked job. May throw what has become of it.
    using Collect = std::function<Sums()>;

    /// Both must outlive this object. @param room jobs that may exist at once, until devices make room for more
    JobDesk(JobFlow& flow, WalkAlone walk_alone, std::size_t room)
        : flow_(flow), walk_alone_(std::move(walk_alone)), room_(room) {}

    /// One host thread's part, to the end. At least two threads are wanted: one may wait for the source. Never throws.
    void work() noexcept;

    /// Jobs for a device: `most` of them as soon as there are so many. Else nothing, or with `wait` fewer where no more
    /// are on their way or none has come for some time; nothing then means that there will be none.
    std::vector<PreparedDraw> take(std::size_t most, bool wait);
    /// Nothing more is pulled: whoever works or takes comes to an end.
    void close();
    /// More jobs may exist at once.
    void make_room(std::size_t jobs);
    /// A job that was taken and not walked, to be taken again.
    void put_back(PreparedDraw draw);
    /// A job that a device has walked, for a host thread to finish.
    void hand_back(PreparedDraw draw, Collect collect);
    /// A job that was taken and that this device cannot walk: a host thread sees to it, unless it is no longer wanted.
    void walk_alone(PreparedDraw draw) { hand_back(std::move(draw), {}); }

private:
    struct Walked {
        PreparedDraw draw;
        Collect collect;  ///< empty: it is still to be walked
    };
    [[nodiscard]] bool may_pull() const { return !ended_ && !pulling_ && jobs_ < room_; }
    [[nodiscard]] bool more_to_come() const { return pulling_ || preparing_ > 0 || may_pull(); }
    void pull_and_prepare(std::unique_lock<std::mutex>& lock);
    std::optional<PreparedDraw> prepare(JobFlow::Pulled pulled) noexcept;
    void finish(Walked walked) noexcept;

    JobFlow& flow_;
    WalkAlone walk_alone_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<PreparedDraw> ready_;
    std::deque<Walked> walked_;
    std::size_t room_;
    std::size_t jobs_ = 0;       ///< that exist or are being asked for
    std::size_t preparing_ = 0;  ///< of those
    bool pulling_ = false, ended_ = false;
};

}  // namespace ibtr::cuda
