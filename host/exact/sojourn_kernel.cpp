#include "exact/sojourn_kernel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "exact/step.hpp"

namespace ibtr::exact {
namespace {

struct GaussPoint {
    double position, weight;
};
/// Five-point Gauss-Legendre rule on [0, 1] (Abramowitz and Stegun, table 25.4).
constexpr std::array<GaussPoint, 5> gauss{{{0.046910077030668004, 0.11846344252809454},
                                           {0.23076534494715846, 0.23931433524968324},
                                           {0.5, 0.28444444444444444},
                                           {0.76923465505284154, 0.23931433524968324},
                                           {0.95308992296933200, 0.11846344252809454}}};

/// Survivals below this are 0: arithmetic on subnormal numbers is slow and changes nothing.
constexpr double underflowing = 1e-290;

/// Cumulative hazards of all exits at one time since entry, and what they have done by then.
struct Moment {
    double years = 0;
    std::vector<double> hazard;  ///< of each exit
    double total = 0;            ///< their sum
    std::vector<double> left;    ///< C_e; zeros for a single exit, where it is 1 - Q
    double still = 1;            ///< Q
};

class Leavers {
public:
    Leavers(const HazardSource& hazards, const std::vector<SojournExit>& exits) : hazards_(hazards), exits_(exits) {
        for (const SojournExit& exit : exits) at_zero_.push_back(hazards.cumulative(exit.function, 0));
    }

    [[nodiscard]] Moment start() const {
        return {0, std::vector<double>(exits_.size(), 0), 0, std::vector<double>(exits_.size(), 0), 1};
    }

    /// The state of affairs at a later time, written over `now`, whose memory is kept. Between the two, exits are taken
    /// in proportion to the increments of their hazards; of a single exit this is not asked.
    void advance(const Moment& before, double years, Moment& now) const {
        now.years = years;
        now.total = 0;
        for (std::size_t e = 0; e < exits_.size(); ++e) {
            const double h = hazards_.cumulative(exits_[e].function, years) - at_zero_[e];
            now.hazard[e] = std::max(before.hazard[e], std::min(exits_[e].multiplier * h, largest_increment));
            now.total += now.hazard[e];
        }
        now.still = std::exp(-now.total);
        if (now.still < underflowing) now.still = 0;
        if (exits_.size() == 1) return;
        now.left = before.left;
        const double increment = now.total - before.total;
        if (increment > 0) {
            const double lost = before.still * -std::expm1(-increment);
            for (std::size_t e = 0; e < exits_.size(); ++e)
                now.left[e] += lost * (now.hazard[e] - before.hazard[e]) / increment;
        }
    }

private:
    const HazardSource& hazards_;
    const std::vector<SojournExit>& exits_;
    std::vector<double> at_zero_;
};

std::vector<double> quadrature_ends(const HazardSource& hazards, const std::vector<SojournExit>& exits,
                                    std::size_t steps, double step_years) {
    std::vector<double> ends;
    for (std::size_t k = 1; k <= steps; ++k) ends.push_back(static_cast<double>(k) * step_years);
    for (double x = step_years / 2; x > 1e-10 * step_years; x /= 2) ends.push_back(x);
    for (const SojournExit& exit : exits)
        for (const double x : hazards.breaks_years(exit.function, 0, ends[steps - 1])) ends.push_back(x);
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    return ends;
}

/// First step from which a cumulative hazard, [step], grows alike in every step; its last where it does not in the last
/// quarter of the steps.
std::size_t constant_from(const std::vector<double>& cumulative, double increment) {
    const std::size_t last = cumulative.size() - 1;
    const double rounding = 8 * std::numeric_limits<double>::epsilon() * cumulative[last];
    std::size_t k = last;
    while (k > 0) {
        const double linear = cumulative[last] - static_cast<double>(last - k + 1) * increment;
        if (std::abs(linear - cumulative[k - 1]) > rounding) break;
        --k;
    }
    return k <= last - last / 4 ? k : last;
}

/// @param cumulative hazards, [exit][step]
void find_tail(const std::vector<std::vector<double>>& cumulative, SojournKernel& kernel) {
    const std::size_t steps = cumulative.front().size() - 1;
    const std::size_t quarter = std::max<std::size_t>(steps / 4, 1);
    double together = 0;
    kernel.tail_lag = 1;  // the first mean is a finer quadrature than the others
    for (const std::vector<double>& exit : cumulative) {
        const double increment = (exit[steps] - exit[steps - quarter]) / static_cast<double>(quarter);
        kernel.tail_lag = std::max(kernel.tail_lag, constant_from(exit, increment));
        together += increment;
    }
    // The mean of an exit is a difference from the step before.
    if (!kernel.leaving.empty()) ++kernel.tail_lag;
    kernel.tail_lag = whole_lanes(kernel.tail_lag);
    kernel.tail_loss = -std::expm1(-together);
}

}  // namespace

SojournKernel make_sojourn_kernel(const HazardSource& hazards, const std::vector<SojournExit>& exits, std::size_t steps,
                                  double step_years) {
    const Leavers leavers(hazards, exits);
    SojournKernel kernel{SojournKernel::Backwards(steps + 1), SojournKernel::Backwards(steps), 0, 0, {}, 0, 0};
    const std::size_t several = exits.size() > 1 ? exits.size() : 0;
    kernel.leaving.assign(several, {SojournKernel::Backwards(steps), SojournKernel::Backwards(steps)});

    kernel.point[0] = 1;
    Moment at_step = leavers.start();
    Moment here = at_step, later = at_step;
    std::vector<std::vector<double>> cumulative(exits.size(), {0});
    std::vector<double> mean_left(exits.size(), 0), mean_left_before(exits.size(), 0);
    double mean_still = 0, mean_lost = 0;
    std::size_t k = 0;
    for (const double end : quadrature_ends(hazards, exits, steps, step_years)) {
        const double width = end - here.years;
        for (const GaussPoint& point : gauss) {
            leavers.advance(here, here.years + point.position * width, later);
            const double weight = point.weight * width / step_years;
            mean_still += weight * later.still;
            if (k == 0) mean_lost -= weight * std::expm1(-later.total);
            for (std::size_t e = 0; e < several; ++e) mean_left[e] += weight * later.left[e];
        }
        leavers.advance(here, end, later);
        std::swap(here, later);
        if (end < static_cast<double>(k + 1) * step_years) continue;

        for (std::size_t e = 0; e < exits.size(); ++e) cumulative[e].push_back(here.hazard[e]);
        kernel.point[k + 1] = here.still;
        kernel.mean[k] = mean_still;
        if (k == 0) {
            kernel.first_point_hazard = here.total;
            kernel.first_mean_hazard = hazard_that_loses(mean_lost);
        }
        for (std::size_t e = 0; e < several; ++e) {
            kernel.leaving[e].point[k] = here.left[e] - at_step.left[e];
            kernel.leaving[e].mean[k] = std::max(0.0, mean_left[e] - mean_left_before[e]);
        }
        at_step = here;
        mean_left_before = mean_left;
        std::fill(mean_left.begin(), mean_left.end(), 0.0);
        mean_still = 0;
        ++k;
    }
    find_tail(cumulative, kernel);
    return kernel;
}

}  // namespace ibtr::exact
