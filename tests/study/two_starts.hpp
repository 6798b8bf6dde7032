#pragma once

#include <cmath>
#include <string>

namespace ibtr::test {

/// Well people fall ill at `onset` and die at `death_well` a year, ill ones die at `death_ill`; constant hazards, so
/// that everything has a closed form. Ten years in bins of a quarter, two strategies that do nothing.
struct TwoStarts {
    static constexpr double onset = 0.2, death_well = 0.05, death_ill = 0.3, horizon = 10;
    double ill_at_start = 0.3;

    [[nodiscard]] double well(double t) const { return (1 - ill_at_start) * std::exp(-(onset + death_well) * t); }
    [[nodiscard]] double ill(double t) const {
        const double left = std::exp(-(onset + death_well) * t), dead = std::exp(-death_ill * t);
        return ill_at_start * dead + (1 - ill_at_start) * onset / (death_ill - onset - death_well) * (left - dead);
    }
    /// Of those who begin well; to begin ill is no onset.
    [[nodiscard]] double fallen_ill(double t) const {
        return onset / (onset + death_well) * (1 - ill_at_start - well(t));
    }
    [[nodiscard]] double years_well() const { return (1 - ill_at_start - well(horizon)) / (onset + death_well); }
    /// All who are or fall ill leave at death_ill, unless they are left at the horizon.
    [[nodiscard]] double years_ill() const { return (ill_at_start + fallen_ill(horizon) - ill(horizon)) / death_ill; }

    /// @param start the line that says where people begin @param more further sections
    static std::string config(const std::string& start = "start_states = { well = 0.7, ill = 0.3 }",
                              const std::string& more = "") {
        return start + R"(
schema = 1
name = "two_starts"
horizon_years = 10
grid_per_year = 4
landmarks_years = [5, 10]
patients = 200000
groups = ["start"]

[[states]]
name = "well"

[[states]]
name = "ill"

[[states]]
name = "dead"
kind = "death"

[[strategies]]
name = "usual"

[[strategies]]
name = "new"

[[transitions]]
name = "onset"
from = "well"
to = "ill"
clock = "time"
hazard = { family = "exponential", rate_per_year = 0.2 }
source = "assumption"

[[transitions]]
name = "death_well"
from = "well"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = 0.05 }
source = "assumption"

[[transitions]]
name = "death_ill"
from = "ill"
to = "dead"
clock = "sojourn"
hazard = { family = "exponential", rate_per_year = 0.3 }
source = "assumption"

[endpoints]
onset = { transitions = ["onset"], role = "recurrence" }
)" + more;
    }
};

}  // namespace ibtr::test
