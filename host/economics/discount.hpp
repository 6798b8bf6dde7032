#pragma once

#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// What later years are worth: (1 + r)^-t, with rates that may change.
class Discount {
public:
    Discount(const DiscountRate& rate, const Parameters& parameters);
    /// At a rate of 0.
    Discount() : steps_{{0, 0, 1}} {}

    [[nodiscard]] double factor(double years) const;
    /// Integral of the factor [years].
    [[nodiscard]] double integral(double from_years, double to_years) const;

private:
    struct Step {
        double start_years, force, factor;  ///< force of interest ln(1 + r); the factor at the start
    };
    [[nodiscard]] const Step& step_at(double years) const;

    std::vector<Step> steps_;  ///< ascending, the first from 0
};

}  // namespace ibtr
