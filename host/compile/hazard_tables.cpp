#include "compile/hazard_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "compile/straight_table.hpp"
#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {
namespace {

/// A woman enters at the start of the clock only where it is her sojourn, or the time since zero in a
/// start state that nobody comes back to.
bool enters_late(const Model& model, const Transition& transition, const std::vector<bool>& on_cycle) {
    if (transition.clock == Clock::time) return transition.from != model.start_state || on_cycle[transition.from];
    return transition.clock == Clock::age;
}

/// 2^-24 m H over the span of a table.
double rounding_of(const CumulativeHazard& hazard, const ApproximationBound& bound) {
    const auto rise = static_cast<double>(hazard.at(bound.high_years) - hazard.at(bound.low_years));
    return 0x1p-24 * bound.max_multiplier * rise;
}

/// Whether two transitions have the same hazard, but for its multipliers.
bool same_hazard(const HazardSpec& a, const HazardSpec& b, const Parameters& parameters) {
    return a.family == b.family && a.life_table == b.life_table && a.knots == b.knots &&
           std::ranges::equal(a.coefficients, b.coefficients, [&](const Input& x, const Input& y) {
               return parameters.value(x) == parameters.value(y);
           });
}

}  // namespace

void MultiplierRange::include(double multiplier) {
    if (multiplier == 0) return;
    // The floor of the base-2 logarithm of a normal number, which multipliers are, is its exponent.
    constexpr unsigned mantissa_bits = 52;
    constexpr int exponent_of_one = 1023;
    const auto bits = std::bit_cast<std::uint64_t>(multiplier);
    const int below = static_cast<int>(bits >> mantissa_bits) - exponent_of_one;
    const int above = below + ((bits & ((std::uint64_t{1} << mantissa_bits) - 1)) != 0 ? 1 : 0);
    log2_smallest = never ? below : std::min(log2_smallest, below);
    log2_largest = never ? above : std::max(log2_largest, above);
    never = false;
}

HazardTables::HazardTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool)
    : ticks_per_year_(ticks_per_year), pool_(pool) {
    const std::vector<bool> on_cycle = states_on_cycles(model);
    for (const Transition& transition : model.transitions) {
        const auto same = std::ranges::find_if(model.transitions, [&](const Transition& other) {
            return &other == &transition || same_hazard(other.hazard, transition.hazard, parameters);
        });
        const auto place = static_cast<std::size_t>(same - model.transitions.begin());
        const bool is_new = place == hazard_of_.size();
        hazard_of_.push_back(is_new ? hazards_.size() : hazard_of_[place]);
        if (is_new) hazards_.push_back(make_cumulative_hazard(transition.hazard, model, parameters));
        conditional_entry_.push_back(enters_late(model, transition, on_cycle));
    }
    late_entry_rounding_.resize(model.transitions.size());
}

core::TableRef HazardTables::table(std::size_t transition, double low_years, double high_years,
                                   const MultiplierRange& range) {
    const auto [entry, is_new] =
        made_.try_emplace({hazard_of_[transition], conditional_entry_[transition], low_years, high_years, range});
    if (is_new) entry->second = make(transition, low_years, high_years, range);
    late_entry_rounding_[transition] = std::max(late_entry_rounding_[transition], entry->second.late_entry_rounding);
    return entry->second.table;
}

/// What the rounding of cumulative hazards to float32 may add to an error of survival. Unconditional entry:
/// m H e^{-mH} 2^-24 <= 2^-24 / e. Conditional entry: 2^-24 m H at either end of a sojourn; where that
/// exceeds half the tolerance (m H above 4 at 1e-6), float32 is the limit and the pieces keep the half.
HazardTables::Made HazardTables::make(std::size_t transition, double low_years, double high_years,
                                      const MultiplierRange& range) {
    const auto store = [&](const PiecewiseHazard& pieces) {
        return pool_.store(lay_out(round_knots(pieces, ticks_per_year_)));
    };
    if (range.never) return {store({{low_years, high_years}, {0, 0}}), 0};
    const CumulativeHazard& hazard = *hazards_[hazard_of_[transition]];
    ApproximationBound bound{.low_years = low_years,
                             .high_years = high_years,
                             .max_multiplier = std::scalbn(1.0, range.log2_largest),
                             .min_multiplier = std::scalbn(1.0, range.log2_smallest),
                             .conditional_entry = conditional_entry_[transition]};
    double share = 0x1p-25, rounding = 0;
    if (bound.conditional_entry) {
        rounding = rounding_of(hazard, bound);
        share = std::min(2 * rounding, bound.survival_tolerance / 2);
    }
    bound.survival_tolerance -= share;
    return {store(approximate(hazard, bound)), rounding};
}

std::vector<bool> states_on_cycles(const Model& model) {
    const std::size_t n = model.states.size();
    std::vector<std::vector<bool>> leads(n, std::vector<bool>(n, false));
    for (const Transition& transition : model.transitions) leads[transition.from][transition.to] = true;
    // Transitive closure: Warshall, A theorem on Boolean matrices, J ACM 1962;9:11.
    for (std::size_t via = 0; via < n; ++via)
        for (std::size_t from = 0; from < n; ++from)
            for (std::size_t to = 0; to < n; ++to)
                if (leads[from][via] && leads[via][to]) leads[from][to] = true;
    std::vector<bool> on_cycle(n);
    for (std::size_t state = 0; state < n; ++state) on_cycle[state] = leads[state][state];
    return on_cycle;
}

HazardMultipliers::HazardMultipliers(const Transition& transition, const Parameters& parameters, StrategyIndex strategy)
    : transition_(transition), strategy_(strategy) {
    for (const HazardRatio& ratio : transition.hazard_ratios)
        if (!ratio.strategy || *ratio.strategy == strategy)
            ratios_.push_back({ratio.factor, ratio.level, static_cast<long double>(parameters.value(ratio.value))});
}

double HazardMultipliers::of(const std::vector<std::size_t>& levels) const {
    long double product = 1;
    for (const Ratio& ratio : ratios_)
        if (!ratio.factor || levels[*ratio.factor] == *ratio.level) product *= ratio.value;
    // Beyond, float32 has no inverse for it.
    constexpr long double largest = 1e30L;
    constexpr long double rounding = 1 + 1e-9L;
    if (product > largest * rounding || (product != 0 && product * largest * rounding < 1))
        throw UsageError(
            fmt::format("transition {} of strategy {}: its hazard ratios multiply to {:.3g}; between {:.0e} "
                        "and {:.0e} can be simulated",
                        transition_.name, std::size_t{strategy_}, static_cast<double>(product),
                        static_cast<double>(1 / largest), static_cast<double>(largest)));
    return static_cast<double>(product);
}

double hazard_multiplier(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                         const std::vector<std::size_t>& levels) {
    return HazardMultipliers(transition, parameters, strategy).of(levels);
}

}  // namespace ibtr
