#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "ibtr/cohort.hpp"
#include "ibtr/exact.hpp"

namespace ibtr {

/// Exact solutions that are kept, for models that share most of their hazards: women of a stratum under a strategy
/// whose start, ages and hazards were met before, in this model or another of the same states, transitions and times,
/// are not solved again. One thread at a time.
class KnownSolutions {
public:
    /// As solve_exact of the continuous hazards; within the options' step tolerance of it, for what is solved together
    /// decides how far steps are refined. Models in cycles are solved anew each time.
    /// @throws as solve_exact
    ExpectedTallies solve(const Cohort& cohort, const ExactOptions& options);

    /// [strategy*strata+stratum]: which solution it takes. Cohorts that agree in it have the same tallies. Not for
    /// models in cycles.
    [[nodiscard]] std::vector<std::size_t> places(const Cohort& cohort);

    [[nodiscard]] std::size_t kept() const { return blocks_.size(); }

private:
    struct Block {
        std::vector<double> probability, offset_bins;  ///< [edge*bins+bin]
    };
    using Places = std::map<std::vector<double>, std::size_t>;
    static std::size_t place_of(Places& places, std::vector<double> name);

    Places structures_, functions_, problems_;
    std::map<std::size_t, Block> blocks_;  ///< by place in problems_
};

}  // namespace ibtr
