#include "exact/time_limit.hpp"

#include <fmt/format.h>

#include "ibtr/error.hpp"

namespace ibtr::exact {

TimeLimit::TimeLimit(const ExactOptions& options) : options_(options) {}

void TimeLimit::check() const {
    if (options_.stop_requested && options_.stop_requested()) throw Interrupted("stopped by the user");
    const std::chrono::duration<double> elapsed = Clock::now() - start_;
    if (options_.budget_seconds > 0 && elapsed.count() > options_.budget_seconds)
        throw BudgetExceeded(
            fmt::format("the exact solution has not ended within its budget of {:.1f} s", options_.budget_seconds));
}

}  // namespace ibtr::exact
