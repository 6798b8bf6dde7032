#pragma once

#include <string>
#include <vector>

namespace ibtr::figure {

struct Tick {
    double at = 0;
    std::string label;
};

/// One direction of a panel: what it measures, from where to where, and what stands at it.
struct Axis {
    std::string title;
    double low = 0, high = 1;
    std::vector<Tick> ticks = {};
    bool logarithmic = false;

    /// Where a value stands: 0 at the lower end, 1 at the upper one.
    [[nodiscard]] double place(double value) const;
    [[nodiscard]] bool holds(double value) const { return value >= low && value <= high; }
};

/// A number for people: thousands separated by commas, a true minus.
std::string number_text(double value, int decimals);
/// The same with as many decimals as tell apart numbers `step` away, and none for whole ones.
std::string number_text_by_step(double value, double step);

/// Even steps of 1, 2, 2.5 or 5 times a power of ten, about `intervals` of them, from `low` to `high` as they are.
Axis even_axis(std::string title, double low, double high, double intervals);
/// The same, widened to whole steps.
Axis widened_axis(std::string title, double low, double high, double intervals);
/// Decades with 1, 2 and 5 between, or even steps where there are too few of these. @param low above 0
Axis logarithmic_axis(std::string title, double low, double high);
/// Years from 0 to a horizon, which has a tick of its own. @param intervals at most
Axis time_axis(double horizon_years, double intervals);
/// Proportions from 0 to 1, written per 100.
Axis share_axis(std::string title);

}  // namespace ibtr::figure
