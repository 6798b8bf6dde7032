#include "cli/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "base/interrupt.hpp"
#include "cli/tell.hpp"

namespace ibtr::cli {

std::function<bool(std::uint32_t)> progress_of_draws(std::uint32_t draws, bool quiet) {
    return [draws, quiet](std::uint32_t done) {
        if (!quiet && done % 20 == 0) tell("{} of {} draws", done, draws);
        return !interrupt_requested();
    };
}

std::function<bool(std::size_t, std::size_t)> progress_of_evaluations(std::string stage, bool quiet) {
    using Clock = std::chrono::steady_clock;
    const auto next =
        std::make_shared<std::atomic<Clock::rep>>((Clock::now() + std::chrono::seconds(2)).time_since_epoch().count());
    const Clock::time_point start = Clock::now();
    return [stage = std::move(stage), quiet, next, start](std::size_t done, std::size_t total) {
        if (interrupt_requested()) return false;
        const Clock::time_point now = Clock::now();
        Clock::rep due = next->load();
        if (quiet || now.time_since_epoch().count() < due) return true;
        if (next->compare_exchange_strong(due, (now + std::chrono::seconds(5)).time_since_epoch().count()))
            tell("{}: {} of {} evaluations, {:.0f} s left", stage, done, total,
                 std::chrono::duration<double>(now - start).count() * static_cast<double>(total - done) /
                     static_cast<double>(std::max<std::size_t>(done, 1)));
        return true;
    };
}

ProgressLine::ProgressLine(std::uint64_t strategies, bool quiet)
    : strategies_(strategies),
      quiet_(quiet),
      on_terminal_(isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_shown_(start_) {}

ProgressLine::~ProgressLine() {
    if (shown_ && on_terminal_) tell_again("\n");
}

bool ProgressLine::operator()(std::uint64_t women_done, std::uint64_t women_total) {
    if (interrupt_requested()) return false;
    const Clock::time_point now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double since_last = std::chrono::duration<double>(now - last_shown_).count();
    if (quiet_ || elapsed < 1 || since_last < (on_terminal_ ? 0.25 : 5.0) || women_done == 0) return true;
    const double share = static_cast<double>(women_done) / static_cast<double>(women_total);
    const double rate = static_cast<double>(women_done * strategies_) / elapsed;
    const std::string line = fmt::format("{:5.1f} %  {:.0f} M histories/s  {:.0f} s left", 100 * share, rate / 1e6,
                                         elapsed * (1 - share) / share);
    if (on_terminal_)
        tell_again("\r" + line + "   ");
    else
        tell("{}", line);
    shown_ = true;
    last_shown_ = now;
    return true;
}

}  // namespace ibtr::cli
