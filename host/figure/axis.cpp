#include "figure/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace ibtr::figure {
namespace {

constexpr double round_off = 1e-9;

double round_step(double least) {
    const double power = std::pow(10, std::floor(std::log10(least) + round_off));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= least * (1 - round_off)) return factor * power;
    return 10 * power;
}

std::vector<Tick> even_ticks(double low, double high, double step) {
    std::vector<Tick> ticks;
    for (double k = std::ceil(low / step - round_off); k * step <= high + round_off * step; ++k)
        ticks.push_back({k * step, number_text_by_step(k * step, step)});
    return ticks;
}

/// Space for a span of nothing.
std::pair<double, double> proper_span(double low, double high) {
    if (high > low) return {low, high};
    const double room = low == 0 ? 1 : std::abs(low) / 10;
    return {low - room, low + room};
}

}  // namespace

double Axis::place(double value) const {
    if (logarithmic) return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
    return (value - low) / (high - low);
}

std::string number_text(double value, int decimals) {
    std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    for (std::size_t i = point; i > 3; i -= 3) digits.insert(i - 3, ",");
    const bool is_zero = digits.find_first_not_of("0.,") == std::string::npos;
    return (value < 0 && !is_zero ? "−" : "") + digits;
}

std::string number_text_by_step(double value, double step) {
    int decimals = 0;
    constexpr int most = 9;
    for (double scaled = step; decimals < most && std::abs(scaled - std::round(scaled)) > 1e-6 * std::max(1.0, scaled);
         scaled *= 10)
        ++decimals;
    return number_text(value, decimals);
}

Axis even_axis(std::string title, double low, double high, double intervals) {
    std::tie(low, high) = proper_span(low, high);
    return {std::move(title), low, high, even_ticks(low, high, round_step((high - low) / intervals))};
}

Axis widened_axis(std::string title, double low, double high, double intervals) {
    std::tie(low, high) = proper_span(low, high);
    const double step = round_step((high - low) / intervals);
    low = std::floor(low / step + round_off) * step;
    high = std::ceil(high / step - round_off) * step;
    return {std::move(title), low, high, even_ticks(low, high, step)};
}

Axis logarithmic_axis(std::string title, double low, double high) {
    Axis axis{std::move(title), low, high, {}, true};
    constexpr double two_decades = 100;
    const bool many = high / low > two_decades * two_decades;
    for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double at = factor * power;
            if ((many && factor > 1) || at < low * (1 - round_off) || at > high * (1 + round_off)) continue;
            axis.ticks.push_back({at, number_text_by_step(at, power)});
        }
    constexpr std::size_t enough = 3;
    if (axis.ticks.size() < enough) axis.ticks = even_axis("", low, high, 4).ticks;
    return axis;
}

Axis time_axis(double horizon_years, double intervals) {
    constexpr std::array steps{0.05, 0.1, 0.25, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 15.0, 20.0, 25.0, 50.0};
    const auto divides = [&](double step) {
        const double parts = horizon_years / step;
        return std::abs(parts - std::round(parts)) < round_off * parts;
    };
    const double least = horizon_years / intervals;
    double step = round_step(least);
    // A step of which the horizon is a multiple is worth being up to twice as long.
    for (const double each : steps)
        if (each >= least * (1 - round_off) && each <= 2.5 * least && divides(each)) {
            step = each;
            break;
        }
    Axis axis{"Years", 0, horizon_years, even_ticks(0, horizon_years, step)};
    if (horizon_years - axis.ticks.back().at > round_off * horizon_years) {
        if (horizon_years - axis.ticks.back().at < 0.6 * step && axis.ticks.size() > 1) axis.ticks.pop_back();
        axis.ticks.push_back({horizon_years, fmt::format("{:g}", horizon_years)});
    }
    return axis;
}

Axis share_axis(std::string title) {
    Axis axis{std::move(title), 0, 1, {}};
    for (const int percent : {0, 20, 40, 60, 80, 100})
        axis.ticks.push_back({percent / 100.0, fmt::format("{}", percent)});
    return axis;
}

}  // namespace ibtr::figure
