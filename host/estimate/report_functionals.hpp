#pragma once

#include <cstdint>
#include <vector>

#include "estimate/functionals.hpp"
#include "estimate/slices.hpp"

namespace ibtr {

/// Time points of curves after time 0 [bins, ascending]: every bin for all women; whole years, landmarks and the
/// horizon for other groups, which keeps the file small.
std::vector<std::uint32_t> curve_points(const Model& model, bool all_women);

/// The functionals of both kinds of groups on one time grid.
class ReportFunctionals {
public:
    ReportFunctionals(const Model& model, const EndpointPlan& plan, const TimeGrid& grid)
        : all_women_(model, plan, grid, curve_points(model, true)),
          groups_(model, plan, grid, curve_points(model, false)) {}

    [[nodiscard]] const Functionals& of(const Slice& slice) const { return is_all_women(slice) ? all_women_ : groups_; }

private:
    Functionals all_women_, groups_;
};

}  // namespace ibtr
