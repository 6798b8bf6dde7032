#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "ibtr/job.hpp"

namespace ibtr {

/// What every backend says where a woman exceeds the visit limit.
std::string visit_limit_message(std::uint32_t visit_limit);

/// Jobs on their way from a source through the threads of a backend: numbers, progress, stop requests and failures.
/// Safe to use from many threads at once.
class JobFlow {
public:
    /// Both must outlive this object.
    JobFlow(JobSource& source, const ProgressCallback& progress) : source_(source), progress_(progress) {}

    struct Pulled {
        std::uint64_t number;  ///< 0, 1, ... in the order in which the source gives them
        std::unique_ptr<Job> job;
    };
    /// The next job; nothing where the source has no more, a job has failed, or a stop was asked for. Never throws.
    std::optional<Pulled> pull() noexcept;

    /// Whether that job is still to be worked at: no stop was asked for, and neither it nor an earlier one has failed.
    [[nodiscard]] bool wanted(std::uint64_t number) const { return !stopped_ && number < first_failed_; }
    /// The exception that is being handled is what became of that job.
    void fail(std::uint64_t number) noexcept;

    /// A job's women are about to be walked.
    void begin(const WorkPlan& plan) { women_begun_ += plan.range().end - plan.range().begin; }
    /// Women that have been walked; asks for progress where it is due.
    void done(std::uint64_t women);

    /// After all threads have ended.
    /// @throws what the earliest job that failed has thrown, else Interrupted where a stop was asked for
    void close();

private:
    void end() noexcept;

    JobSource& source_;
    const ProgressCallback& progress_;
    std::mutex source_mutex_, failure_mutex_, progress_mutex_;
    std::uint64_t pulled_ = 0;
    std::atomic<bool> ended_{false};  ///< nothing more is pulled
    std::atomic<bool> stopped_{false};
    std::atomic<std::uint64_t> first_failed_{std::numeric_limits<std::uint64_t>::max()};
    std::exception_ptr failure_;
    std::atomic<std::uint64_t> women_begun_{0}, women_done_{0};
    std::chrono::steady_clock::time_point last_asked_{};
};

}  // namespace ibtr
