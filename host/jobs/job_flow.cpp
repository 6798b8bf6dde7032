#include "jobs/job_flow.hpp"

#include <utility>

#include "ibtr/error.hpp"

namespace ibtr {

std::string visit_limit_message(std::uint32_t visit_limit) {
    return "a patient entered one state more than " + std::to_string(visit_limit) +
           " times: raise visit_limit (at most 255) or lower the hazards of the cycle";
}

std::optional<JobFlow::Pulled> JobFlow::pull() noexcept {
    const std::scoped_lock lock(source_mutex_);
    if (ended_) return std::nullopt;
    try {
        if (std::unique_ptr<Job> job = source_.next()) return Pulled{pulled_++, std::move(job)};
    } catch (...) {
        fail(pulled_);
    }
    ended_ = true;
    return std::nullopt;
}

void JobFlow::fail(std::uint64_t number) noexcept {
    {
        const std::scoped_lock lock(failure_mutex_);
        if (number < first_failed_) {
            first_failed_ = number;
            failure_ = std::current_exception();
        }
    }
    end();
}

void JobFlow::end() noexcept {
    ended_ = true;
    source_.stop();  // outside the source's lock: another thread may wait for a job with it
}

void JobFlow::done(std::uint64_t women) {
    women_done_ += women;
    if (!progress_) return;
    const std::unique_lock lock(progress_mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return;
    constexpr std::chrono::milliseconds interval{50};  // no load, and Ctrl-C is answered at once
    const auto now = std::chrono::steady_clock::now();
    if (now - last_asked_ < interval) return;
    last_asked_ = now;
    if (progress_(women_done_, women_begun_)) return;
    stopped_ = true;
    end();
}

void JobFlow::close() {
    if (failure_) std::rethrow_exception(failure_);
    if (stopped_ || (progress_ && !progress_(women_done_, women_begun_))) throw Interrupted("stopped by the user");
}

}  // namespace ibtr
