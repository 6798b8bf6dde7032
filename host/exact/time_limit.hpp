#pragma once

#include <chrono>

#include "ibtr/exact.hpp"

namespace ibtr::exact {

/// Ends a solution that is past its budget or no longer wanted. Used from several threads.
class TimeLimit {
public:
    /// The clock starts here.
    explicit TimeLimit(const ExactOptions& options);

    /// @throws BudgetExceeded, Interrupted
    void check() const;

private:
    using Clock = std::chrono::steady_clock;
    const ExactOptions& options_;
    Clock::time_point start_ = Clock::now();
};

}  // namespace ibtr::exact
